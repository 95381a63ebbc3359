package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aTerminalSeesOneLineThatCountsUp() {
        transfer(true, 40_000_000, 3);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r    0 %  0 of 40 MB\r   33 %  13 of 40 MB\r   66 %  26 of 40 MB\r  100 %  40 of 40 MB\n");
    }

    @Test
    void aLogGetsAFewLinesHoweverManyPartsArrive() {
        transfer(false, 40_000_000, 1000);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(5)
                .last()
                .isEqualTo("  100 %  40 of 40 MB");
    }

    private void transfer(boolean terminal, long total, int parts) {
        Progress progress = new ConsoleProgress(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
        for (int part = 0; part <= parts; part++) {
            progress.transferred(total * part / parts, total);
        }
    }
}
