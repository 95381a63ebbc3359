package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestEnvoy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyAcceptsTheBootstrapsIT {
    @ParameterizedTest
    @ValueSource(strings = {"envoy/bootstrap.yaml", "docs/examples/talk/bootstrap.yaml"})
    void withoutAWarning(String file) throws Exception {
        Process validation = new ProcessBuilder(
                        TestEnvoy.binary().toString(),
                        "--mode",
                        "validate",
                        "--log-level",
                        "warn",
                        "-c",
                        Checkout.file(file).toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(validation.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(validation.waitFor()).as(said).isZero();
        assertThat(said.lines()).singleElement().asString().endsWith(" OK");
    }
}
