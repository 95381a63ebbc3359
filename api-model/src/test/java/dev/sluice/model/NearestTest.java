package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"hots, host", "HOSTS, host", "target, targets", "health-check, health_checks", "tragets, targets"})
    void findsTheNameThatWasMeant(String written, String meant) {
        assertThat(Nearest.of(written, List.of("host", "targets", "health_checks")))
                .contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"health, health_checks", "migrat, migrate", "mirgate, migrate", "conf, confirm"})
    void theBeginningOfANameIsThatName(String written, String meant) {
        assertThat(Nearest.of(written, List.of("confirm", "health_checks", "migrate")))
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls", "paths", "weight", "status", "top", "x", "-c", "", "h"})
    void anotherWordIsNoMisspelling(String written) {
        List<String> names = List.of("host", "fleet", "targets", "health_checks", "migrate", "doctor", "sql", "-o");
        assertThat(Nearest.of(written, names)).isEmpty();
        assertThat(Nearest.hint(written, names)).isEmpty();
        assertThat(Nearest.hintOrAll(written, names))
                .isEqualTo("; known are host, fleet, targets, health_checks, migrate, doctor, sql, -o");
    }
}
