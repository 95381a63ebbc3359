package dev.sluice.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.local.EnvoyRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyVersionTest {
    /** As text 1.9.0 would be the newest, and 1.40.10 older than 1.40.9. */
    @Test
    void numbersAreComparedAndNotText() {
        assertThat(List.of("2.0.0", "1.41.0", "1.40.10", "1.9.0", "1.40.9").stream()
                        .map(EnvoyVersionTest::version)
                        .sorted()
                        .map(EnvoyVersion::toString))
                .containsExactly("1.9.0", "1.40.9", "1.40.10", "1.41.0", "2.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "1.39.3, true",
        "1.4.0, true",
        "0.99.0, true",
        "1.40.0, false",
        "1.40.1, false",
        "1.100.0, false",
        "2.0.0, false"
    })
    void whatIsOlderThanTheOldestIsTooOld(String version, boolean tooOld) {
        assertThat(version(version).isTooOld()).isEqualTo(tooOld);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.40", "1.40.0-dev", "1.40.0.1", "v1.40.0", "1.40.99999999999"})
    void whatIsNoVersionIsNone(String text) {
        assertThat(EnvoyVersion.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/install.md"})
    void theDocumentsNameTheOldest(String document) throws IOException {
        assertThat(Files.readString(Path.of("..", document)))
                .contains("Envoy " + EnvoyVersion.OLDEST.withoutPatch() + " or newer");
    }

    private static EnvoyVersion version(String text) {
        return EnvoyVersion.of(text).orElseThrow();
    }

    @Test
    void thePinnedOneIsSupported() {
        EnvoyRelease pinned = EnvoyRelease.pinned().orElseThrow();
        assertThat(EnvoyVersion.of(pinned.version()).orElseThrow().isTooOld()).isFalse();
    }
}
