package dev.sluice.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.HealthCheck;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import io.envoyproxy.envoy.config.listener.v3.Listener;
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
    private static final HealthCheck CHECK =
            new HealthCheck("/", OptionalInt.of(81), HealthCheck.DEFAULT_TIMEOUT, HealthCheck.DEFAULT_INTERVAL);
    private static final List<Host> HOSTS = List.of(
            new Host("*", 80, 80, List.of(Target.of("10.0.0.1"), Target.of("10.0.0.2", 81)), List.of(CHECK)),
            new Host("*.a.com", 8080, 80, List.of(Target.of("2001:db8::7")), List.of()),
            new Host("a.com", 80, 80, List.of(), List.of(CHECK)),
            new Host("b.com", 8080, 80, List.of(Target.of("10.0.0.2"), Target.of("10.0.0.1")), List.of()),
            new Host("c.com", 80, 9090, List.of(Target.of("10.0.0.1", 1), Target.of("10.0.0.1", 2)), List.of()));

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
            List<Target> targets = new ArrayList<>(host.targets());
            Collections.shuffle(targets, random);
            hosts.add(new Host(host.host(), host.incomingPort(), host.outgoingPort(), targets, host.healthChecks()));
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
