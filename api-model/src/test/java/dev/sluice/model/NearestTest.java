package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"hots, host", "HOSTS, host", "target, targets", "health-check, health_checks", "tragets, targets"})
    void findsTheNameThatWasMeant(String written, String meant) {
        assertThat(Nearest.of(written, List.of("host", "targets", "health_checks")))
                .isEqualTo(meant);
    }
}
