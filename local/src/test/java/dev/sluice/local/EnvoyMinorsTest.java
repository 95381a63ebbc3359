package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyMinorsTest {
    private final EnvoyMinors supported = EnvoyMinors.supported();

    @Test
    void thePinnedOneIsTheNewest() throws IOException {
        String pinned = EnvoyRelease.read("/envoy.properties").getProperty("version");
        assertThat(supported.include(pinned)).isTrue();
        assertThat(supported.toString()).endsWith(" to " + pinned.replaceFirst("\\.\\d+$", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.36.4", "1.41.0", "1.4.0", "1.40"})
    void othersAreNot(String version) {
        assertThat(supported.include(version)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/install.md"})
    void theDocumentsNameThem(String document) throws IOException {
        assertThat(Files.readString(Path.of("..", document))).contains("Envoy " + supported);
    }
}
