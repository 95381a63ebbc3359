package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingTest {
    @ParameterizedTest
    @CsvSource({
        "egde, edge",
        "edg, edge",
        "edgee, edge",
        "defualt, default",
        "defaul, default",
        "egde-eu, edge-eu",
        "eu-egde, eu-edge",
        "edgeeu, edge-eu",
        "prod-officee, prod-office",
    })
    void oneSlipOfTheFingerIsAMisspelling(String name, String meant) {
        assertThat(Misspelling.of(name, List.of("other", meant))).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "edge, edge",
        "office, edge",
        "prod-2, prod-1",
        "prod2, prod1",
        "prod-10, prod-1",
        "edge2, edge",
        "edge-a, edge-b",
        "edge-eu, edge-us",
        "eu, us",
        "dev, de",
        "east, west",
        "edeg-x, edge",
    })
    void siblingsAreNoMisspellings(String name, String other) {
        assertThat(Misspelling.of(name, List.of(other))).isEmpty();
    }

    @Test
    void ofNothingKnownNothingIsSaid() {
        assertThat(Misspelling.of("egde", List.of())).isEmpty();
    }
}
