package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one local PostgreSQL keeps on disk, all of it private to the user.
 *
 * @param folder holds the data, the passwords, the port and the log
 */
record PostgresFiles(Path folder) {
    private static final int LOG_LINES_SHOWN = 5;
    private static final long LOG_LIMIT = 1_000_000;

    Path data() {
        return folder.resolve("data");
    }

    Path passwords() {
        return folder.resolve("pgpass");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    /** Written when the server was complete for the first time; without it the data is a first start that was cut off. */
    private Path portFile() {
        return folder.resolve("port");
    }

    Optional<Integer> port() throws IOException {
        return Files.exists(portFile())
                ? Optional.of(Integer.valueOf(Files.readString(portFile()).trim()))
                : Optional.empty();
    }

    void complete(int port) throws IOException {
        Files.writeString(portFile(), port + "\n");
    }

    /** Makes the folder ready for a start: nothing unfinished, a log that does not grow for ever. */
    void prepare() throws IOException {
        if (port().isEmpty()) {
            deleteTree(data());
            Files.deleteIfExists(passwords());
        }
        if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT) {
            Files.delete(log());
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What the server said last, indented, for a message. */
    String lastWords() throws IOException {
        List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
        return String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }
}
