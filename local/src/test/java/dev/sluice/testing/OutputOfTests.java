package dev.sluice.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the tests' {@code System.out} and {@code System.err} go, and with them the daemons' logs: a file per class. */
final class OutputOfTests extends OutputStream {
    private static final int MOST_LINES = 300;

    private final Path folder;
    private Path path;
    private RandomAccessFile file;

    OutputOfTests(Path folder) {
        this.folder = folder;
        this.path = folder.resolve("before-the-first-class.log");
        this.file = open(path);
    }

    private static RandomAccessFile open(Path path) {
        try {
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            return new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on into the file of this class. */
    synchronized void begin(String testClass) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        path = folder.resolve(testClass + ".log");
        file = open(path);
    }

    synchronized Path path() {
        return path;
    }

    /** How much there is in the file. */
    synchronized long position() {
        try {
            return file.getFilePointer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was written since then; of very much the end only. */
    synchronized String since(long position) {
        List<String> lines = read(position).lines().toList();
        int before = Math.max(0, lines.size() - MOST_LINES);
        String shown = String.join("\n", lines.subList(before, lines.size()));
        return before == 0 ? shown : "... and " + before + " lines before these\n" + shown;
    }

    private String read(long position) {
        try {
            byte[] bytes = new byte[(int) (file.getFilePointer() - position)];
            file.seek(position);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        file.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        file.write(bytes, offset, length);
    }
}
