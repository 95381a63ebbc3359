package dev.sluice.local;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What an operating system's refusal to write a file means to the one who has to mend it. */
public final class FileTrouble {
    private static final long MEGABYTE = 1_000_000;

    private FileTrouble() {}

    /** Whether {@code thrown} says that there is no room: then no other try can do better. */
    public static boolean isFullDisk(IOException thrown) {
        return isFullDisk(String.valueOf(thrown.getMessage()));
    }

    /** The same of what a program said. */
    static boolean isFullDisk(String said) {
        String text = said.toLowerCase(Locale.ROOT);
        return text.contains("no space left on device") || text.contains("disk quota exceeded");
    }

    /**
     * A sentence for {@code thrown}.
     *
     * @param folder what could not be used
     * @param variable the environment variable that names another place for it
     */
    public static String sentence(Path folder, String variable, IOException thrown) {
        return folder + " " + reason(folder, thrown) + "; "
                + (isFullDisk(thrown) ? "make room there, or let " : "let ")
                + variable + " name a folder that can be used, as in  " + variable + "=/somewhere sluice ...";
    }

    /** Refuses to begin what will not fit: said before, it is one sentence, and after it a program's last words. */
    static void requireRoom(Path folder, long bytes, String what, String variable)
            throws IOException, LocalPostgresFailed {
        long free = Files.getFileStore(existing(folder)).getUsableSpace();
        if (free < bytes) {
            throw new LocalPostgresFailed(folder + " has room for " + free / MEGABYTE + " MB, and " + what + " needs "
                    + bytes / MEGABYTE + " MB: the disk is (nearly) full; make room there, or let " + variable
                    + " name a folder on another disk, as in  " + variable + "=/somewhere sluice ...");
        }
    }

    private static String reason(Path folder, IOException thrown) {
        if (isFullDisk(thrown)) {
            return "has no room left: the disk is full" + free(folder);
        }
        if (thrown instanceof AccessDeniedException denied) {
            return "cannot be used: no right to write " + denied.getFile();
        }
        if (thrown instanceof NoSuchFileException missing) {
            return "cannot be used: there is no " + missing.getFile();
        }
        boolean says = thrown instanceof FileSystemException refused && refused.getReason() != null;
        return "cannot be used: " + (says ? ((FileSystemException) thrown).getReason() : thrown.getMessage());
    }

    private static String free(Path folder) {
        try {
            long megabytes = Files.getFileStore(existing(folder)).getUsableSpace() / MEGABYTE;
            return " (" + megabytes + " MB free)";
        } catch (IOException unknown) {
            return "";
        }
    }

    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
