package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderIT {
    private static final long HIGHEST_PID = 1L << 22;

    @TempDir
    Path target;

    @Test
    void whatAKilledRunLeftIsStoppedAndDeletedAndNothingElseIs() throws Exception {
        Path left = Files.createDirectories(target.resolve("run-" + (HIGHEST_PID + 1) + "/some/folder"));
        Files.writeString(left.resolve("file"), "");
        Path living = Files.createDirectories(target.resolve(
                "run-" + ProcessHandle.current().parent().orElseThrow().pid()));
        Path other = Files.createDirectories(target.resolve("classes"));
        Process orphan = tail(left.resolve("file"));
        Process used = tail(Files.writeString(living.resolve("file"), ""));
        try {
            new RunFolder(target, ProcessHandle.current().pid());
            assertThat(orphan.waitFor()).isNotZero();
            assertThat(used.isAlive()).isTrue();
            assertThat(target)
                    .isDirectoryNotContaining(
                            path -> path.getFileName().toString().equals("run-" + (HIGHEST_PID + 1)));
            assertThat(living).isNotEmptyDirectory();
            assertThat(other).exists();
        } finally {
            orphan.destroyForcibly();
            used.destroyForcibly();
        }
    }

    /** A program that names its file on the command line, as PostgreSQL and Envoy do. */
    private static Process tail(Path file) throws Exception {
        return new ProcessBuilder("tail", "-f", file.toString()).start();
    }
}
