package dev.sluice.keep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file of the hosts that were served last. */
final class KeptFile {
    static final String NAME = "last-known-good.jsonl";

    /** In bytes; far more than an Envoy can take. */
    private static final long LARGEST = 64L << 20;

    private final Path folder;
    private final KeptLines lines = new KeptLines();

    KeptFile(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** What the file has; empty when there is no file. */
    Optional<Kept> read() throws IOException {
        try (InputStream file = new AtomicFile(path()).open()) {
            if (Files.size(path()) > LARGEST) {
                throw new IOException("is larger than any that Sluice writes");
            }
            return Optional.of(KeptText.decode(file.readAllBytes()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    void write(Kept kept) throws IOException {
        new AtomicFile(path()).write(ByteBuffer.wrap(KeptText.encode(kept, lines)));
    }
}
