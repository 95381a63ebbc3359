package dev.sluice.local;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Path;

/** SHA-256 of files, in the spelling that {@code sha256sum} prints. */
final class Sha256 {
    private Sha256() {}

    static String of(Path file) throws IOException {
        return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    }

    /** Refuses a file that is not the one that was meant. */
    static void require(Path file, String expected, String what) throws IOException {
        String actual = of(file);
        if (!actual.equals(expected)) {
            throw new IOException("sha256 mismatch: " + what + " has " + actual + ", pinned is " + expected);
        }
    }
}
