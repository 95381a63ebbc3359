package dev.sluice.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file: whoever reads it, after whatever crash, finds all of one {@link Kept} there or all of the one before. */
record KeptFile(Path folder) {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");
    /** Far more than an Envoy can take. */
    private static final long LARGEST = 64L << 20;

    Path path() {
        return folder.resolve("last-known-good.jsonl");
    }

    /** Empty when there is none. */
    Optional<Kept> read() throws IOException {
        try {
            if (Files.size(path()) > LARGEST) {
                throw new IOException("is larger than any that Sluice writes");
            }
            return Optional.of(KeptText.decode(Files.readAllBytes(path())));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    void write(Kept kept) throws IOException {
        Files.createDirectories(folder);
        Path fresh = folder.resolve("last-known-good.jsonl.new");
        ByteBuffer text = ByteBuffer.wrap(KeptText.encode(kept));
        try (FileChannel file = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (text.hasRemaining()) {
                file.write(text);
            }
            // Whatever the process's umask made of it.
            Files.setPosixFilePermissions(fresh, MODE);
            file.force(true);
        }
        Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
        // The new name has to be on the disk as well.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
