package dev.sluice.snapshot;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Targets;
import dev.sluice.translate.HostResources;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.translate.XdsResources;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FleetSnapshotTest {
    private static final Translator TRANSLATOR = new Translator("0.0.0.0", Transport.ADS);
    private static final List<ResourceType> TYPES =
            List.of(ResourceType.LISTENER, ResourceType.ROUTE, ResourceType.CLUSTER, ResourceType.ENDPOINT);

    private static FleetSnapshot snapshot(List<Host> hosts) {
        return new Snapshots(TRANSLATOR).next(FleetSnapshot.EMPTY, Hosts.of(hosts));
    }

    /** The version of everything that can be asked for. */
    private static Map<String, String> versions(FleetSnapshot snapshot) {
        Map<String, String> versions = new TreeMap<>();
        for (ResourceType type : TYPES) {
            versions.put(type.name(), snapshot.version(type, List.of()));
            snapshot.byName(type).forEach((name, resource) -> versions.put(type + " " + name, resource.version()));
        }
        versions.put("all", snapshot.version());
        return versions;
    }

    /** The names in {@link #versions} that are not the same in both, those of whole types left out. */
    private static Set<String> differing(FleetSnapshot one, FleetSnapshot other) {
        Set<Map.Entry<String, String>> both = new HashSet<>(versions(one).entrySet());
        Set<Map.Entry<String, String>> differing = new HashSet<>(versions(other).entrySet());
        both.forEach(entry -> {
            if (!differing.remove(entry)) {
                differing.add(entry);
            }
        });
        Set<String> names = new HashSet<>();
        differing.forEach(entry -> names.add(entry.getKey()));
        names.removeIf(name -> !name.contains(" "));
        return names;
    }

    @Test
    void equalContentIsOfEqualVersionWhateverTheOrder() {
        List<Host> backwards = new ArrayList<>(Hosts.FOUR);
        Collections.reverse(backwards);
        assertThat(versions(snapshot(backwards)))
                .isEqualTo(versions(snapshot(Hosts.FOUR)))
                .hasSize(2 + 2 + 4 + 4 + TYPES.size() + 1);
    }

    @Test
    void equalContentIsOfEqualVersionInAnotherProcess(@TempDir Path folder) throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        FleetSnapshotTest.class.getName())
                .redirectError(folder.resolve("said").toFile())
                .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor()).as(Files.readString(folder.resolve("said"))).isZero();
        assertThat(said.strip()).isEqualTo(text(snapshot(Hosts.FOUR)));
    }

    /** What the other process runs. */
    public static void main(String[] args) {
        System.out.println(text(snapshot(Hosts.FOUR)));
    }

    private static String text(FleetSnapshot snapshot) {
        return versions(snapshot).entrySet().stream().map(Object::toString).collect(joining(System.lineSeparator()));
    }

    @ParameterizedTest
    @EnumSource
    void thousandsOfStepsLeadToTheSameAsOne(Transport transport) {
        Translator translator = new Translator("0.0.0.0", transport);
        Snapshots snapshots = new Snapshots(translator);
        Random random = new Random(7);
        FleetSnapshot stepwise = FleetSnapshot.EMPTY;
        for (int i = 0; i < 2_000; i++) {
            Map<String, @Nullable Host> changes = new HashMap<>();
            for (int j = random.nextInt(3); j >= 0; j--) {
                Host host = Hosts.random(random);
                changes.put(host.host(), random.nextInt(3) == 0 ? null : host);
            }
            stepwise = snapshots.next(stepwise, stepwise.hosts().with(changes));
            if (i % 50 == 0) {
                FleetSnapshot atOnce = snapshots.next(FleetSnapshot.EMPTY, stepwise.hosts());
                assertThat(versions(stepwise)).isEqualTo(versions(atOnce));
                assertThat(content(stepwise)).isEqualTo(content(atOnce));
                assertThat(content(stepwise))
                        .isEqualTo(content(translator.translate(stepwise.hosts().values())));
            }
        }
    }

    /** Messages by type and name; virtual hosts as a set, for their order has no meaning. */
    private static Map<String, Object> content(FleetSnapshot snapshot) {
        Map<String, Object> content = new TreeMap<>();
        for (ResourceType type : TYPES) {
            snapshot.byName(type).forEach((name, resource) -> content.put(type + " " + name, content(type, resource)));
        }
        return content;
    }

    private static Object content(ResourceType type, VersionedResource<? extends Message> resource) {
        Message message = resource.resource();
        try {
            if (message instanceof Any packed) {
                Class<? extends Message> messageClass = type == ResourceType.LISTENER
                        ? Listener.class
                        : type == ResourceType.ROUTE
                                ? RouteConfiguration.class
                                : type == ResourceType.CLUSTER ? Cluster.class : ClusterLoadAssignment.class;
                message = packed.unpack(messageClass);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(type + " of another type", e);
        }
        return message instanceof RouteConfiguration routes ? content(routes) : message;
    }

    private static Object content(RouteConfiguration routes) {
        return List.of(routes.toBuilder().clearVirtualHosts().build(), new HashSet<>(routes.getVirtualHostsList()));
    }

    private static Map<String, Object> content(XdsResources resources) {
        Map<String, Object> content = new TreeMap<>();
        resources.listeners().forEach(each -> content.put(ResourceType.LISTENER + " " + each.getName(), each));
        resources.routes().forEach(each -> content.put(ResourceType.ROUTE + " " + each.getName(), content(each)));
        resources.clusters().forEach(each -> content.put(ResourceType.CLUSTER + " " + each.getName(), each));
        resources.endpoints().forEach(each -> content.put(ResourceType.ENDPOINT + " " + each.getClusterName(), each));
        return content;
    }

    @Test
    void aChangedTargetChangesOneAssignmentAndNothingElse() {
        List<Host> hosts = new ArrayList<>(Hosts.FOUR);
        hosts.set(0, Hosts.host("a.com", 80, Hosts.check("/"), "10.0.0.1", "10.0.0.9"));
        assertThat(differing(snapshot(Hosts.FOUR), snapshot(hosts))).containsExactly("ENDPOINT a.com");
    }

    @Test
    void aChangedClusterTakesItsAssignmentAlong() {
        List<Host> hosts = new ArrayList<>(Hosts.FOUR);
        hosts.set(0, Hosts.host("a.com", 80, Hosts.check("/other"), "10.0.0.1", "10.0.0.2"));
        assertThat(differing(snapshot(Hosts.FOUR), snapshot(hosts)))
                .containsExactlyInAnyOrder("CLUSTER a.com", "ENDPOINT a.com");
    }

    @Test
    void aNewHostOnAPortInUseChangesNoListener() {
        List<Host> hosts = new ArrayList<>(Hosts.FOUR);
        hosts.add(Hosts.host("d.com", 80, List.of(), "10.0.0.4"));
        assertThat(differing(snapshot(Hosts.FOUR), snapshot(hosts)))
                .containsExactlyInAnyOrder("CLUSTER d.com", "ENDPOINT d.com", "ROUTE http_80");
    }

    @Test
    void aHostThatMovesToAnotherPortKeepsItsCluster() {
        List<Host> hosts = new ArrayList<>(Hosts.FOUR);
        hosts.set(1, Hosts.host("b.com", 81, List.of(), "10.0.0.3"));
        assertThat(differing(snapshot(Hosts.FOUR), snapshot(hosts)))
                .containsExactlyInAnyOrder("ROUTE http_80", "ROUTE http_81", "LISTENER http_81");
    }

    @Test
    void theLastHostOfAPortTakesItsListenerAlong() {
        List<Host> hosts = Hosts.FOUR.subList(0, 2);
        assertThat(differing(snapshot(Hosts.FOUR), snapshot(hosts)))
                .containsExactlyInAnyOrder(
                        "CLUSTER c.com",
                        "ENDPOINT c.com",
                        "CLUSTER *.*",
                        "ENDPOINT *.*",
                        "ROUTE http_8080",
                        "LISTENER http_8080");
    }

    @Test
    void aVersionOfSomeNamesIsThatOfTheirContent() {
        FleetSnapshot before = snapshot(Hosts.FOUR);
        List<Host> hosts = new ArrayList<>(Hosts.FOUR);
        hosts.set(0, Hosts.host("a.com", 80, List.of(), "10.0.0.9"));
        FleetSnapshot after = snapshot(hosts);
        List<String> others = List.of("b.com", "c.com", "missing.com");
        assertThat(after.version(ResourceType.CLUSTER, others)).isEqualTo(before.version(ResourceType.CLUSTER, others));
        assertThat(after.version(ResourceType.CLUSTER, List.of("a.com")))
                .isNotEqualTo(before.version(ResourceType.CLUSTER, List.of("a.com")));
    }

    /** A translation with a bug for hosts that have a target 10.6.6.6. */
    private static HostResources buggy(Host host) {
        if (host.targets().stream()
                .anyMatch(target -> target.get(Targets.ADDRESS).equals("10.6.6.6"))) {
            throw new IllegalStateException("a bug");
        }
        return TRANSLATOR.translate(host);
    }

    private static ByName<Host> with(Host... changed) {
        Map<String, @Nullable Host> changes = new HashMap<>();
        Stream.of(changed).forEach(host -> changes.put(host.host(), host));
        return Hosts.of(Hosts.FOUR).with(changes);
    }

    @Test
    void aBugCostsItsHostOnlyWhichKeepsTheFormItHad() {
        Snapshots snapshots = new Snapshots(TRANSLATOR, FleetSnapshotTest::buggy);
        FleetSnapshot before = snapshots.next(FleetSnapshot.EMPTY, Hosts.of(Hosts.FOUR));
        FleetSnapshot after = snapshots.next(
                before,
                with(
                        Hosts.host("a.com", 81, List.of(), "10.6.6.6"),
                        Hosts.host("b.com", 80, List.of(), "10.0.0.9"),
                        Hosts.host("new.com", 80, List.of(), "10.6.6.6")));
        assertThat(differing(before, after)).containsExactly("ENDPOINT b.com");
        assertThat(after.bugs().values())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "a.com: hosts met a bug in Sluice, please report it: java.lang.IllegalStateException: a bug",
                        "new.com: hosts met a bug in Sluice, please report it: java.lang.IllegalStateException: a bug");
    }

    @Test
    void aHostThatMetABugAndIsMendedLeavesNothingBehind() {
        Snapshots snapshots = new Snapshots(TRANSLATOR, FleetSnapshotTest::buggy);
        FleetSnapshot before = snapshots.next(FleetSnapshot.EMPTY, Hosts.of(Hosts.FOUR));
        FleetSnapshot bug = snapshots.next(before, with(Hosts.host("a.com", 81, List.of(), "10.6.6.6")));
        ByName<Host> mended = with(Hosts.host("a.com", 81, List.of(), "10.0.0.9"));
        FleetSnapshot after = snapshots.next(bug, mended);
        assertThat(content(after)).isEqualTo(content(TRANSLATOR.translate(mended.values())));
        assertThat(after.bugs()).isEmpty();
    }

    @Test
    void aHostThatMetABugAndIsDeletedLeavesNothingBehind() {
        Snapshots snapshots = new Snapshots(TRANSLATOR, FleetSnapshotTest::buggy);
        FleetSnapshot before = snapshots.next(FleetSnapshot.EMPTY, Hosts.of(Hosts.FOUR));
        FleetSnapshot bug = snapshots.next(before, with(Hosts.host("a.com", 81, List.of(), "10.6.6.6")));
        FleetSnapshot after = snapshots.next(bug, Hosts.of(Hosts.FOUR.subList(1, 4)));
        assertThat(versions(after)).isEqualTo(versions(snapshot(Hosts.FOUR.subList(1, 4))));
        assertThat(after.bugs()).isEmpty();
    }

    @Test
    void clustersAreThoseOfOneSnapshotBesideTheRoutesOfAnother() {
        FleetSnapshot before = snapshot(Hosts.FOUR);
        List<Host> hosts = new ArrayList<>(Hosts.FOUR.subList(1, 4));
        hosts.add(Hosts.host("d.com", 80, List.of(), "10.0.0.4"));
        FleetSnapshot after = snapshot(hosts);
        FleetSnapshot between = before.withClustersOf(after);
        assertThat(between.byName(ResourceType.CLUSTER)).isEqualTo(after.byName(ResourceType.CLUSTER));
        assertThat(between.byName(ResourceType.ENDPOINT)).isEqualTo(after.byName(ResourceType.ENDPOINT));
        assertThat(between.byName(ResourceType.ROUTE)).isEqualTo(before.byName(ResourceType.ROUTE));
        assertThat(before.differencesFrom(before)).isZero();
        assertThat(between.differencesFrom(before))
                .isEqualTo(differing(before, between).size());
    }
}
