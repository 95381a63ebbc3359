package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldersTest {
    @Test
    void theyAreBelowHomeUnlessTheUserHasOthers() {
        assertThat(Folders.of(Map.of("HOME", "/home/me")))
                .isEqualTo(new Folders(Path.of("/home/me/.cache/sluice"), Path.of("/home/me/.local/share/sluice")));
        assertThat(Folders.of(Map.of("HOME", "/home/me", "XDG_CACHE_HOME", "/cache", "XDG_DATA_HOME", "not/absolute")))
                .isEqualTo(new Folders(Path.of("/cache/sluice"), Path.of("/home/me/.local/share/sluice")));
    }
}
