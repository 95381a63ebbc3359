package dev.sluice.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.testing.SampleHosts;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final Snapshots SNAPSHOTS = new Snapshots(new Translator("0.0.0.0", Transport.ADS));

    private static Host host(String name, int port, String address) {
        return SampleHosts.host(name, port, 8080, List.of(Targets.of(address)), List.of());
    }

    private static FleetSnapshot snapshot(Host... hosts) {
        return next(FleetSnapshot.EMPTY, hosts);
    }

    private static FleetSnapshot next(FleetSnapshot before, Host... hosts) {
        return SNAPSHOTS.next(before, ByName.of(List.of(hosts), Host::host));
    }

    /** Such as {@code CLUSTER +a.com -b.com}, in the order in which they are sent. */
    private static List<String> between(FleetSnapshot previous, Host... hosts) {
        List<String> sent = new ArrayList<>();
        for (Change change : Change.between(previous, next(previous, hosts))) {
            StringBuilder line = new StringBuilder(change.type().name());
            change.changed().keySet().stream()
                    .sorted()
                    .forEach(name -> line.append(" +").append(name));
            change.removed().stream().sorted().forEach(name -> line.append(" -").append(name));
            sent.add(line.toString());
        }
        return sent;
    }

    @Test
    void atFirstEverythingComesAndARouteAfterItsCluster() {
        assertThat(between(FleetSnapshot.EMPTY, host("a.com", 80, "10.0.0.1")))
                .containsExactly("CLUSTER +a.com", "ENDPOINT +a.com", "ROUTE +http_80", "LISTENER +http_80");
    }

    @Test
    void nothingIsSentWhereNothingDiffers() {
        assertThat(between(snapshot(host("a.com", 80, "10.0.0.1")), host("a.com", 80, "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void aClusterComesBeforeTheRouteToItAndGoesAfterIt() {
        assertThat(between(snapshot(host("old.com", 80, "10.0.0.1")), host("new.com", 80, "10.0.0.1")))
                .containsExactly(
                        "CLUSTER +new.com",
                        "ENDPOINT +new.com",
                        "ROUTE +http_80",
                        "CLUSTER -old.com",
                        "ENDPOINT -old.com");
    }

    @Test
    void aHostThatMovesToAnotherPortIsNeverWithoutItsCluster() {
        assertThat(between(snapshot(host("a.com", 80, "10.0.0.1")), host("a.com", 81, "10.0.0.1")))
                .containsExactly("ROUTE +http_81 -http_80", "LISTENER +http_81 -http_80");
    }

    @Test
    void aChangedTargetIsAllThatIsSentOfAThousandHosts() {
        Host[] hosts = new Host[1_000];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = host("h" + i + ".com", 80, "10.0.0.1");
        }
        FleetSnapshot before = snapshot(hosts);
        hosts[500] = host("h500.com", 80, "10.0.0.2");
        assertThat(between(before, hosts)).containsExactly("ENDPOINT +h500.com");
    }

    @Test
    void aStreamThatAskedForSomeNamesHearsOfThoseOnly() {
        FleetSnapshot before = snapshot(host("a.com", 80, "10.0.0.1"), host("gone.com", 80, "10.0.0.1"));
        FleetSnapshot after = next(before, host("a.com", 80, "10.0.0.2"), host("b.com", 80, "10.0.0.1"));
        Change endpoints = Change.between(before, after).get(1);
        assertThat(endpoints.askedForBy(watch(Map.of("a.com", "old"), Set.of())).changed())
                .containsOnlyKeys("a.com");
        assertThat(endpoints.askedForBy(watch(Map.of(), Set.of("b.com"))).changed())
                .containsOnlyKeys("b.com");
        assertThat(endpoints
                        .askedForBy(watch(Map.of("other.com", "old"), Set.of()))
                        .isEmpty())
                .isTrue();
    }

    private static DeltaWatch watch(Map<String, String> tracked, Set<String> pending) {
        DeltaXdsRequest request = DeltaXdsRequest.create(DeltaDiscoveryRequest.getDefaultInstance());
        return new DeltaWatch(request, tracked, pending, "", false, response -> {});
    }
}
