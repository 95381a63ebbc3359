package dev.sluice.keep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file whose readers find, after whatever crash, either all of the last content or all of the content before. Nothing
 * else is opened in the file's place: no symbolic link, and no fifo or device, which could wait for ever.
 */
record AtomicFile(Path path) {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    /** The content. Failures have words that follow "it"; a missing file is a {@link NoSuchFileException}. */
    InputStream open() throws IOException {
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new IOException("is no regular file");
        }
        return Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Replaces the content by {@code parts}, one after the other. */
    void write(ByteBuffer... parts) throws IOException {
        Path folder = path.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder);
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        // A crash may have left it, or somebody put it there. A new file is certainly ours.
        Files.deleteIfExists(fresh);
        try (FileChannel file = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    file.write(part);
                }
            }
            // Whatever mode the process's umask gave the file.
            Files.setPosixFilePermissions(fresh, MODE);
            file.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        // The folder's entry has to be on the disk as well.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
