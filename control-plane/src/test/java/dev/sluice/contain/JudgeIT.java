package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Host;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.translate.XdsResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeIT {
    private static final Translator TRANSLATOR = new Translator("127.0.0.1", Transport.ADS);

    @TempDir
    private Path folder;

    private static Map<String, Host> hosts(String... names) {
        Map<String, Host> hosts = new HashMap<>();
        for (String name : names) {
            hosts.put(name, SampleHosts.host(name, 80, 80, List.of(), List.of()));
        }
        return hosts;
    }

    /** Hosts that begin with "bad" get a domain that Envoy refuses. */
    private static XdsResources translate(Collection<Host> hosts) {
        XdsResources right = TRANSLATOR.translate(hosts);
        var routes = right.routes().get(0).toBuilder();
        routes.getVirtualHostsBuilderList().stream()
                .filter(host -> host.getName().startsWith("bad"))
                .forEach(host -> host.addDomains("line\nbreak"));
        return new XdsResources(right.listeners(), List.of(routes.build()), right.clusters(), right.endpoints());
    }

    private Map<String, String> guilty(Optional<Path> envoy, Map<String, Host> suspects) {
        try (Judge judge = new Judge(envoy, folder, JudgeIT::translate)) {
            return judge.guilty(suspects).join();
        }
    }

    @Test
    void thoseWhomEnvoyRefusesAreFoundWithItsWordsAndNothingIsLeftBehind() throws IOException {
        Map<String, String> guilty = guilty(
                Optional.of(TestEnvoy.binary()),
                hosts("a.example", "bad.example", "c.example", "d.example", "bad2.example", "e.example"));
        assertThat(guilty).containsOnlyKeys("bad.example", "bad2.example");
        assertThat(guilty.get("bad.example")).contains("VirtualHostValidationError.Domains");
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void whereNobodyIsRefusedNobodyIsGuilty() {
        assertThat(guilty(Optional.of(TestEnvoy.binary()), hosts("a.example", "b.example")))
                .isEmpty();
    }

    @Test
    void whereThereIsNoEnvoyOrOneThatFailsNobodyIsGuilty() {
        assertThat(guilty(Optional.empty(), hosts("bad.example"))).isEmpty();
        assertThat(guilty(Optional.of(Path.of("/bin/false")), hosts("bad.example")))
                .isEmpty();
        assertThat(guilty(Optional.of(folder.resolve("none")), hosts("bad.example")))
                .isEmpty();
    }
}
