package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @TempDir
    Path folder;

    @Test
    void whoeverMayNotWriteIsToldWhereAndWhatToDo() {
        assertThat(FileTrouble.sentence(
                        Path.of("/nonexistent/.local/share/sluice/demo"),
                        "XDG_DATA_HOME",
                        new AccessDeniedException("/nonexistent")))
                .isEqualTo("/nonexistent/.local/share/sluice/demo cannot be used: no right to write /nonexistent; let"
                        + " XDG_DATA_HOME name a folder that can be used, as in  XDG_DATA_HOME=/somewhere sluice ...");
        assertThat(FileTrouble.sentence(
                        folder, "XDG_DATA_HOME", new FileSystemException("x", null, "Read-only file system")))
                .startsWith(folder + " cannot be used: Read-only file system; let");
    }

    /** The kernel's own full disk. */
    @Test
    void aFullDiskEndsTheSearchForAnEnvoyAndIsToldOnce() {
        RecordedProgress progress = new RecordedProgress();
        EnvoySource full = source("full", file -> Files.writeString(Path.of("/dev/full"), "binary"));
        EnvoySource next = source("next", file -> {
            throw new AssertionError("the disk is not less full for another source");
        });
        EnvoyInstall install = new EnvoyInstall(EnvoyRelease.pinned().orElseThrow(), List.of(full, next), progress);
        assertThatThrownBy(() -> install.into(folder.resolve("envoy"))).isInstanceOfSatisfying(IOException.class, e -> {
            assertThat(FileTrouble.isFullDisk(e)).isTrue();
            assertThat(FileTrouble.sentence(folder, "XDG_CACHE_HOME", e))
                    .startsWith(folder + " has no room left: the disk is full (")
                    .contains("; make room there, or let XDG_CACHE_HOME name");
        });
        assertThat(progress.lines).noneMatch(line -> line.startsWith("no Envoy from"));
    }

    @Test
    void whatWillNotFitIsNotBegun() {
        assertThatThrownBy(() ->
                        FileTrouble.requireRoom(folder.resolve("new"), Long.MAX_VALUE, "a database", "XDG_DATA_HOME"))
                .isInstanceOf(LocalPostgresFailed.class)
                .hasMessageMatching(".*/new has room for \\d+ MB, and a database needs \\d+ MB: the disk is .*");
    }

    private interface Fetch {
        void into(Path file) throws IOException;
    }

    private static EnvoySource source(String where, Fetch fetch) {
        return new EnvoySource() {
            @Override
            public String where() {
                return where;
            }

            @Override
            public void fetch(Path file) throws IOException {
                fetch.into(file);
            }
        };
    }
}
