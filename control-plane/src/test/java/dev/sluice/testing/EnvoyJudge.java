package dev.sluice.testing;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The stock Envoy's opinion of a configuration, in 50 ms: {@code --mode validate} starts nothing. */
public final class EnvoyJudge {
    private EnvoyJudge() {}

    /** What Envoy says, warnings and all; empty when it has nothing to say against {@code bootstrap}. */
    public static String verdict(Bootstrap bootstrap) throws IOException, InterruptedException {
        return verdict(TestEnvoy.binary(), bootstrap);
    }

    /** What this Envoy says. */
    public static String verdict(Path envoy, Bootstrap bootstrap) throws IOException, InterruptedException {
        Path folder = RunFolder.shared("envoy");
        Path file = Files.createTempFile(folder, "judged-", ".pb");
        try {
            Files.write(file, bootstrap.toByteArray());
            Process validation = new ProcessBuilder(
                            envoy.toString(),
                            "--mode",
                            "validate",
                            "--log-level",
                            "warn",
                            "--config-path",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(validation.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean accepted = validation.waitFor() == 0;
            return accepted && said.strip().equals("configuration '" + file + "' OK") ? "" : said;
        } finally {
            Files.delete(file);
        }
    }
}
