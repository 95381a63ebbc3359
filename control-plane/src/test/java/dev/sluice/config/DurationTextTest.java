package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms, 500", "1s, 1000", "1.5s, 1500", "2m, 120000", "1m30s, 90000", "1h, 3600000", "0.25s, 250"})
    void readsWhatEnvoysUsersWrite(String text, long millis) {
        assertThat(DurationText.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "s", "1 s", "1d", "-1s", "1s,2s", "1sx", "x1s", "PT1S", ".5s", "99999999999s"})
    void refusesAnythingElse(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @Test
    void writesTheShortestForm() {
        assertThat(DurationText.text(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(DurationText.text(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(DurationText.text(Duration.ofMinutes(2))).isEqualTo("2m");
        assertThat(DurationText.text(Duration.ofHours(1))).isEqualTo("1h");
        assertThat(DurationText.text(Duration.ZERO)).isEqualTo("0ms");
    }
}
