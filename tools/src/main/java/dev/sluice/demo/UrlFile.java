package dev.sluice.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells other commands, such as {@code sluice sql --demo}, where the running demo's database is. */
record UrlFile(Path file) implements AutoCloseable {
    static UrlFile write(Path folder, String url) throws IOException {
        return new UrlFile(Files.writeString(folder.resolve("database-url"), url + "\n"));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
