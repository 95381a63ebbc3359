package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
    @TempDir
    Path folder;

    @Test
    void theyAreUnpackedOnceAndReadyToRun() throws Exception {
        // What a first start leaves that was cut off.
        Files.createDirectory(folder.resolve("unpacking-1"));
        Path bin = PostgresBinaries.in(folder);
        assertThat(bin.resolve("initdb")).isExecutable();
        assertThat(bin.resolve("pg_ctl")).isExecutable();
        var first = Files.getLastModifiedTime(bin);
        assertThat(PostgresBinaries.in(folder)).isEqualTo(bin);
        assertThat(Files.getLastModifiedTime(bin)).isEqualTo(first);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void everyPlatformHasItsArchive() {
        assertThat(PostgresBinaries.archive("Linux", "amd64")).isEqualTo("postgres-linux-x86_64.txz");
        assertThat(PostgresBinaries.archive("Linux", "aarch64")).isEqualTo("postgres-linux-arm_64.txz");
        assertThat(PostgresBinaries.archive("Mac OS X", "aarch64")).isEqualTo("postgres-darwin-arm_64.txz");
    }
}
