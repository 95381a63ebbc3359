package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.EnvoyJudge;
import dev.sluice.testing.NewEnvoy;
import dev.sluice.translate.StaticBootstrap;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link GoldenIT}, with the newest Envoy that can be had. */
class NewestEnvoyIT {
    private static Path newest;

    @BeforeAll
    static void find() {
        newest = NewEnvoy.binary();
    }

    static Stream<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theNewestEnvoyTakesItWithoutAWarning(GoldenCase golden) throws Exception {
        assertThat(EnvoyJudge.verdict(newest, StaticBootstrap.of(golden.resources())))
                .isEmpty();
        assertThat(EnvoyJudge.verdict(newest, GoldenIT.asSent(golden.resources())))
                .isEmpty();
    }
}
