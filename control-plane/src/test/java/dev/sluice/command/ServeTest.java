package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Environment;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServeTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itHasHelpAndTheDaemonsFlags() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: serve").contains("--database-url=VALUE", "--xds-port=VALUE");
    }

    @Test
    void whatItDoesNotKnowIsASentence() {
        assertThat(run("--xds-prot", "1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("sluice: --xds-prot is not known here; did you mean --xds-port?\nSee serve --help\n");
    }

    private int run(String... arguments) {
        Environment environment = new Environment(Map.of(), Path.of("/nonexistent"), "me", true);
        return Serve.run(
                new Shell(
                        environment,
                        new BufferedReader(new StringReader("")),
                        false,
                        new PrintWriter(out, true),
                        new PrintWriter(err, true)),
                arguments);
    }
}
