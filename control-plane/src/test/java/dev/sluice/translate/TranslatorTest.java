package dev.sluice.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of each feature is in the golden files; here is what holds for all of them. */
class TranslatorTest {
    private static final Row CHECK =
            SampleHosts.check("/", OptionalInt.of(81), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final List<Host> HOSTS = List.of(
            SampleHosts.host("*", 80, 80, List.of(Targets.of("10.0.0.1"), Targets.of("10.0.0.2", 81)), List.of(CHECK)),
            SampleHosts.host("*.a.com", 8080, 80, List.of(Targets.of("2001:db8::7")), List.of()),
            SampleHosts.host("a.com", 80, 80, List.of(), List.of(CHECK)),
            SampleHosts.host("b.com", 8080, 80, List.of(Targets.of("10.0.0.2"), Targets.of("10.0.0.1")), List.of()),
            SampleHosts.host(
                    "c.com", 80, 9090, List.of(Targets.of("10.0.0.1", 1), Targets.of("10.0.0.1", 2)), List.of()));

    @ParameterizedTest
    @EnumSource
    void theSameHostsInAnyOrderGiveTheSameBytes(Transport transport) {
        Translator translator = new Translator("::", transport);
        String expected = XdsJson.of(translator.translate(HOSTS));
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            assertThat(XdsJson.of(translator.translate(shuffled(random)))).isEqualTo(expected);
        }
    }

    private static List<Host> shuffled(Random random) {
        List<Host> hosts = new ArrayList<>();
        for (Host host : HOSTS) {
            List<Row> targets = new ArrayList<>(host.targets());
            Collections.shuffle(targets, random);
            hosts.add(SampleHosts.host(
                    host.host(), host.incomingPort(), host.outgoingPort(), targets, host.healthChecks()));
        }
        Collections.shuffle(hosts, random);
        return hosts;
    }

    @Test
    void aListenerStaysTheSameWhateverHostsComeAndGoBehindIt() {
        Translator translator = new Translator("0.0.0.0", Transport.ADS);
        List<Listener> all = translator.translate(HOSTS).listeners();
        assertThat(all).extracting(Listener::getName).containsExactly("http_80", "http_8080");
        for (Host host : HOSTS) {
            assertThat(all).containsAll(translator.translate(List.of(host)).listeners());
        }
    }

    @Test
    void aHostBecomesTheSameWhateverOthersThereAre() {
        Translator translator = new Translator("0.0.0.0", Transport.ADS);
        XdsResources all = translator.translate(HOSTS);
        for (Host host : HOSTS) {
            XdsResources alone = translator.translate(List.of(host));
            assertThat(all.clusters()).containsAll(alone.clusters());
            assertThat(all.endpoints()).containsAll(alone.endpoints());
        }
    }
}
