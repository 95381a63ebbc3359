package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Format;
import dev.sluice.model.Host;
import dev.sluice.model.Records;
import org.junit.jupiter.api.Test;

/** The record as the talk writes it, with its capital letter, is one of ours. */
class TalkExampleTest {
    @Test
    void theRecordIsRead() {
        Records.Parsed parsed = Records.parse(Checkout.text("docs/examples/talk/record.json"), Format.JSON);
        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.hosts()).extracting(Host::host).containsExactly("shop.example.com");
        assertThat(parsed.hosts().get(0).targets()).hasSize(2);
        assertThat(parsed.hosts().get(0).healthChecks()).hasSize(1);
    }
}
