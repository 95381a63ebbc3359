package dev.sluice.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One process at a time; the others are told which. The system lets go of it however the process ends. */
public final class FolderLock implements AutoCloseable {
    /** The file's name in the folder. */
    public static final String FILE = "lock";

    private static final int LONGEST_PID = 20;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Held by another process. */
    public static final class Held extends Exception {
        private static final long serialVersionUID = 1;

        private final String pid;

        private Held(Path folder, String pid) {
            super(folder + " is in use by pid " + pid);
            this.pid = pid;
        }

        public String pid() {
            return pid;
        }
    }

    /** Locks a folder that exists and is not locked. */
    public static FolderLock of(Path folder) throws IOException, Held {
        FileChannel channel = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            try (channel) {
                throw new Held(folder, read(channel));
            }
        }
        channel.truncate(0).write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)), 0);
        return new FolderLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Java's way to say that this process holds it itself.
            return null;
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(LONGEST_PID);
        channel.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString().trim();
    }

    private static String ownPid() {
        return ProcessHandle.current().pid() + "\n";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
