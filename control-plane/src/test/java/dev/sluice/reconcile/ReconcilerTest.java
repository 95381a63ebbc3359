package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.HostPort;
import dev.sluice.keep.BootFiles;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.local.Ports;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.serve.XdsServer;
import dev.sluice.store.InMemoryStore;
import dev.sluice.store.RowReader;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunFolder;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.SettableClock;
import dev.sluice.testing.XdsClient;
import dev.sluice.testing.XdsStream;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.Guard;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop over rows in memory, with the real stages, the real xDS server and a client of it as Envoy is one. */
@Timeout(Patience.OF_A_TEST)
class ReconcilerTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final int port = FreePorts.next();
    private final InMemoryStore store = new InMemoryStore();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T00:00:00Z"));
    private final Wakeup wakeup = new Wakeup();
    private final LogLines log = new LogLines();
    private final AtomicLong nanoTime = new AtomicLong();
    private final ServedFleets servedFleets = new ServedFleets(Set.of(), Duration.ofMinutes(1), nanoTime::get);
    private final XdsServer server = new XdsServer(new HostPort("127.0.0.1", port), said -> {
        servedFleets.said(said);
        if (said.isOver()) {
            wakeup.nudge();
        }
    });
    private final ChangeLog changeLog = new ChangeLog(clock);
    private final Path state = RunFolder.fresh("reconciler-");
    /** Its reads are over when they have begun. */
    private final RowReader reader = new RowReader(store, Runnable::run, () -> {});

    private final Reconciler reconciler = every(INTERVAL);

    private Reconciler every(Duration interval) {
        return every(interval, reader);
    }

    private Reconciler every(Duration interval, RowReader reader) {
        return new Reconciler(
                reader,
                new Gate(new Guard(BigDecimal.ONE, 0), List.of(changeLog)),
                () -> new Validator(new TakenPorts(List.of()), Set.of(), new EnvoyMachine("0.0.0.0", Set.of())),
                new Publisher("0.0.0.0", server, suspects -> CompletableFuture.completedFuture(Map.of())),
                servedFleets,
                new LastKnownGood(
                        state, clock, new BootFiles(state.resolve("envoy"), new Translator("0.0.0.0", Transport.ADS))),
                interval,
                List.of(changeLog));
    }

    /** As the daemon runs it. */
    private Reconciler onItsOwnThread(Duration interval) {
        return every(interval, new RowReader(store, wakeup::nudge));
    }

    @AfterEach
    void close() {
        server.close();
        log.close();
    }

    private static Host host(String name, String... addresses) {
        return SampleHosts.host(
                name, 80, 8080, List.of(addresses).stream().map(Targets::of).toList(), List.of());
    }

    /** Reads the rows and takes them; the answer is how long the next read can wait. */
    private Duration reconcile() {
        reader.begin();
        return reconciler.turn();
    }

    /** Until the client has exactly {@code hosts}. */
    private void awaitServed(XdsClient client, String... hosts) {
        reconcileUntil(() -> {
            assertThat(client.clusters()).containsExactlyInAnyOrder(hosts);
            assertThat(client.virtualHosts("http_80")).containsExactlyInAnyOrder(hosts);
        });
    }

    private void awaitVirtualHosts(XdsClient client, String... hosts) {
        reconcileUntil(() -> assertThat(client.virtualHosts("http_80")).containsExactlyInAnyOrder(hosts));
    }

    /** Goes on reconciling, as the loop does when Envoys answer. */
    private void reconcileUntil(Runnable assertion) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).untilAsserted(() -> {
            reconcile();
            assertion.run();
        });
    }

    private static void awaitEndpoints(XdsClient client, String host, String... endpoints) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(client.endpoints(host)).containsExactly(endpoints));
    }

    @Test
    void nothingListensBeforeTheRowsWereRead() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        store.goAway("no route to host");
        reconcile();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        assertThat(log.take())
                .containsExactly("WARN database away reason=\"no route to host\" (nothing is served yet; trying on)");
        store.comeBack();
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com");
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
        }
    }

    @Test
    void whatIsServedStaysWhileTheStoreIsAwayAndCatchesUpAfterwards() throws Exception {
        store.put(host("a.com", "10.0.0.1"), host("b.com", "10.0.0.2"));
        reconcile();
        try (XdsClient before = XdsClient.connect(port)) {
            awaitServed(before, "a.com", "b.com");
            store.goAway("connection refused");
            reconcile();
            store.remove("a.com");
            store.put(host("b.com", "10.0.0.9"), host("c.com"));
            reconcile();
            try (XdsClient meanwhile = XdsClient.connect(port)) {
                awaitServed(meanwhile, "a.com", "b.com");
                awaitEndpoints(meanwhile, "b.com", "10.0.0.2:8080");
            }
            store.comeBack();
            awaitServed(before, "b.com", "c.com");
            awaitEndpoints(before, "b.com", "10.0.0.9:8080");
        }
    }

    @Test
    void eachReasonIsSaidOnceAndTheEndToo() {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        assertThat(log.take())
                .containsExactly("INFO published fleet=default revision X hosts=1 targets=1 changed=4 took=Xms");
        store.goAway("connection refused");
        reconcile();
        reconcile();
        store.goAway("statement timeout");
        reconcile();
        reconcile();
        clock.pass(Duration.ofSeconds(42));
        store.comeBack();
        reconcile();
        reconcile();
        assertThat(log.take())
                .containsExactly(
                        "WARN database away reason=\"connection refused\" (Envoy keeps revision X; trying on)",
                        "WARN database away reason=\"statement timeout\" (Envoy keeps revision X; trying on)",
                        "INFO database back after=42s");
        store.goAway("connection refused");
        reconcile();
        assertThat(log.take())
                .containsExactly(
                        "WARN database away reason=\"connection refused\" (Envoy keeps revision X; trying on)");
    }

    @Test
    void aQuietSyncSaysAndSendsNothing() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com");
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            Awaitility.await("all is acknowledged")
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> reconciler.patience(reconcile()).equals(INTERVAL));
            client.takeEvents();
            log.take();
            for (int i = 0; i < 100; i++) {
                assertThat(reconciler.patience(reconcile())).isEqualTo(INTERVAL);
            }
            store.put(host("a.com", "10.0.0.2"));
            reconcile();
            awaitEndpoints(client, "a.com", "10.0.0.2:8080");
            assertThat(client.takeEvents()).containsExactly("ClusterLoadAssignment a.com");
            assertThat(log.take())
                    .containsExactly("INFO published fleet=default revision X hosts=1 targets=1 changed=1 took=Xms");
        }
    }

    private static Host ofFleet(String fleet, String name, String address) {
        return SampleHosts.host(name, fleet, 80, 8080, List.of(Targets.of(address)), List.of());
    }

    @Test
    void eachFleetIsSentItsOwnHostsAndNothingOfTheOthersChanges() throws Exception {
        store.put(host("a.com"), ofFleet("edge", "e.com", "10.0.0.1"), ofFleet("office", "o.com", "10.0.0.2"));
        reconcile();
        try (XdsClient none = XdsClient.connect(port);
                XdsClient edge = XdsClient.connect(port, "edge");
                XdsClient office = XdsClient.connect(port, "office")) {
            awaitServed(none, "a.com");
            awaitServed(edge, "e.com");
            awaitServed(office, "o.com");
            awaitEndpoints(office, "o.com", "10.0.0.2:8080");
            List.of(none, edge, office).forEach(XdsClient::takeEvents);
            log.take();
            store.put(ofFleet("edge", "e.com", "10.0.0.9"));
            awaitServed(edge, "e.com");
            awaitEndpoints(edge, "e.com", "10.0.0.9:8080");
            assertThat(log.take())
                    .containsExactly("INFO published fleet=edge revision X hosts=1 targets=1 changed=1 took=Xms");
            assertThat(none.takeEvents()).isEmpty();
            assertThat(office.takeEvents()).isEmpty();
            store.put(ofFleet("office", "e.com", "10.0.0.9"));
            awaitServed(office, "e.com", "o.com");
            Awaitility.await().until(() -> edge.clusters().isEmpty());
            assertThat(none.takeEvents()).isEmpty();
        }
    }

    @Test
    void aFleetThatNobodyAsksForIsNotTranslated() {
        store.put(host("a.com"), ofFleet("edge", "e.com", "10.0.0.1"));
        reconcile();
        store.put(ofFleet("edge", "e.com", "10.0.0.2"));
        reconcile();
        assertThat(log.take())
                .containsExactly("INFO published fleet=default revision X hosts=1 targets=0 changed=4 took=Xms");
    }

    /** Whether other machines serve a fleet this daemon cannot know; a slip of the finger it can tell. */
    @Test
    void aFleetWithoutEnvoysIsNamedAndAMisspeltOneIsAProblemOfItsHosts() throws Exception {
        store.put(
                ofFleet("edge", "a.com", "10.0.0.1"),
                ofFleet("egde", "b.com", "10.0.0.2"),
                ofFleet("egde", "c.com", "10.0.0.2"),
                ofFleet("office", "o.com", "10.0.0.3"));
        reconcile();
        try (XdsClient edge = XdsClient.connect(port, "edge")) {
            awaitServed(edge, "a.com");
            log.take();
            nanoTime.set(Duration.ofSeconds(59).toNanos());
            reconcile();
            assertThat(log.take()).isEmpty();
            assertThat(servedFleets.mayBeServed("office")).isTrue();

            nanoTime.set(Duration.ofSeconds(60).toNanos());
            reconcile();
            reconcile();
            assertThat(log.take())
                    .containsExactly(
                            "INFO no envoy fleet=egde hosts=2 (none of this fleet has come to this daemon;"
                                    + " that is as it should be where other machines serve it)",
                            "INFO no envoy fleet=office hosts=1 (none of this fleet has come to this daemon;"
                                    + " that is as it should be where other machines serve it)",
                            "WARN problem host=b.com field=hosts.fleet is egde, and no Envoy of this fleet has come to"
                                    + " this daemon; is it a misspelling of edge?",
                            "WARN problem host=c.com field=hosts.fleet is egde, and no Envoy of this fleet has come to"
                                    + " this daemon; is it a misspelling of edge?");
            assertThat(servedFleets.mayBeServed("office")).isFalse();
            assertThat(servedFleets.mayBeServed("edge")).isTrue();

            store.put(ofFleet("edge", "b.com", "10.0.0.2"));
            reconcile();
            assertThat(log.take()).contains("INFO solved host=b.com field=hosts.fleet");
            try (XdsClient late = XdsClient.connect(port, "egde")) {
                awaitServed(late, "c.com");
                assertThat(log.take()).contains("INFO solved host=c.com field=hosts.fleet");
            }
            assertThat(servedFleets.mayBeServed("egde")).isTrue();
        }
    }

    /** It knows nothing of any fleet. */
    @Test
    void aDaemonToWhichNoEnvoyComesTakesEveryFleetForServed() {
        store.put(ofFleet("edge", "a.com", "10.0.0.1"), ofFleet("egde", "b.com", "10.0.0.2"));
        nanoTime.set(Duration.ofHours(1).toNanos());
        reconcile();
        assertThat(servedFleets.mayBeServed("egde")).isTrue();
        assertThat(log.take()).noneMatch(line -> line.contains("egde"));
    }

    @Test
    void aPinnedFleetIsNamedOnceAndItsEndToo() {
        Pin pin = new Pin("edge", "r1", Optional.of(clock.instant()), "owner", Optional.empty());
        store.put(host("a.com"));
        reconcile();
        log.take();
        store.pin(pin);
        reconcile();
        reconcile();
        assertThat(log.take())
                .containsExactly("INFO pinned fleet=edge revision=r1 at=2026-11-01T00:00:00Z by=owner"
                        + " (its rows are not applied until sluice release)");
        store.pin(new Pin("edge", "r1", pin.at(), "owner", Optional.of("must be a list")));
        reconcile();
        assertThat(log.take()).containsExactly("WARN problem host=fleet edge field=fleets.pinned must be a list");
        store.pin();
        reconcile();
        assertThat(log.take())
                .containsExactly(
                        "INFO unpinned fleet=edge (it follows its rows again)",
                        "INFO solved host=fleet edge field=fleets.pinned");
    }

    /** Rows that come late would be too late: Envoy waits for the first answer, and takes an empty one at its word. */
    @Test
    void theFirstEnvoyOfAFleetIsServedWhatIsKnownWhileTheStoreIsAway() throws Exception {
        store.put(ofFleet("edge", "e.com", "10.0.0.1"));
        reconcile();
        store.goAway("connection refused");
        reconcile();
        try (XdsClient edge = XdsClient.connect(port, "edge");
                var nobodys = XdsStream.deltaAds(port)) {
            nobodys.send(DeltaDiscoveryRequest.newBuilder()
                    .setNode(Node.newBuilder().setCluster("nobodys"))
                    .setTypeUrl(Resources.V3.CLUSTER_TYPE_URL)
                    .build());
            awaitServed(edge, "e.com");
            assertThat(edge.takeEvents()).startsWith("Cluster e.com");
            Awaitility.await().until(() -> nobodys.responses().size() == 1);
            assertThat(nobodys.responses().get(0).getResourcesList()).isEmpty();
        }
    }

    @Test
    void aBadRowIsNamedAndTheOthersAreServed() throws Exception {
        store.put(host("bad.com", "10.0.0.256"), host("good.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "good.com");
            assertThat(log.take())
                    .containsExactly(
                            "INFO published fleet=default revision X hosts=1 targets=1 changed=4 took=Xms",
                            "WARN problem host=bad.com field=targets.address must be one IPv4 or IPv6 address:"
                                    + " no name, port or mask, is \"10.0.0.256\"");
            store.put(host("bad.com", "10.0.0.2"));
            awaitServed(client, "bad.com", "good.com");
            assertThat(log.take()).contains("INFO solved host=bad.com field=targets.address");
        }
    }

    @Test
    void aRowThatGoesBadKeepsItsLastGoodFormUntilItIsDeleted() throws Exception {
        store.put(host("a.com", "10.0.0.1"), host("b.com", "10.0.0.2"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com", "b.com");
            store.put(host("a.com", "10.0.0.256"));
            reconcile();
            store.put(host("b.com", "10.0.0.3"));
            awaitServed(client, "a.com", "b.com");
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            awaitEndpoints(client, "b.com", "10.0.0.3:8080");
            store.remove("a.com");
            awaitServed(client, "b.com");
            // It was forgotten, too: bad from the start, it is left out.
            store.put(host("a.com", "10.0.0.256"));
            awaitServed(client, "b.com");
        }
        assertThat(log.take())
                .filteredOn(line -> line.contains("a.com"))
                .extracting(line -> line.replaceFirst(" must .*", ""))
                .containsExactly(
                        "WARN problem host=a.com field=targets.address",
                        "INFO solved host=a.com field=targets.address",
                        "WARN problem host=a.com field=targets.address");
    }

    @Test
    void theWaitGrowsWhileTheStoreIsAwayAndIsTheIntervalAgainAfterwards() {
        assertThat(reconcile()).isEqualTo(INTERVAL);
        store.goAway("connection refused");
        assertThat(reconcile()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
        for (int i = 0; i < 10; i++) {
            reconcile();
        }
        assertThat(reconcile()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        store.comeBack();
        assertThat(reconcile()).isEqualTo(INTERVAL);
        store.goAway("connection refused");
        assertThat(reconcile()).isBetween(Duration.ofMillis(125), Duration.ofMillis(250));
    }

    @Test
    void aRouteWaitsForItsClusterAndAClusterOutlivesItsRoute() throws Exception {
        assertThat(eventsOfReplacingTheOnlyHost())
                .containsSubsequence("Cluster b.com", "RouteConfiguration http_80", "Cluster -a.com")
                .containsSubsequence("ClusterLoadAssignment b.com", "RouteConfiguration http_80");
    }

    /** Its listener stays: a listener that goes and comes back refuses connections meanwhile. */
    @Test
    void aPortWhoseOnlyHostIsReplacedIsNotClosed() throws Exception {
        assertThat(eventsOfReplacingTheOnlyHost()).noneMatch(event -> event.startsWith("Listener"));
    }

    private List<String> eventsOfReplacingTheOnlyHost() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com");
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            client.takeEvents();
            store.remove("a.com");
            store.put(host("b.com", "10.0.0.2"));
            awaitServed(client, "b.com");
            return client.takeEvents();
        }
    }

    /** Whoever comes after a cluster that does not get warm waits for it no longer than for its own. */
    @Test
    void inAStreamOfNewHostsNoRouteIsSentWithTheFirstSightOfItsCluster() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com");
            // Only then its first clusters are acknowledged; held as well, they would hold back all later ones.
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            client.holdClusters();
            for (int i = 0; i < 20; i++) {
                String name = "new" + i + ".com";
                store.put(checked(name));
                reconcile();
                Awaitility.await().until(() -> client.clusters().contains(name));
                assertThat(client.virtualHosts("http_80")).doesNotContain(name);
            }
            reconcileUntil(() -> assertThat(client.virtualHosts("http_80")).hasSize(21));
        }
    }

    private static Host checked(String name) {
        Row check = SampleHosts.check("/", OptionalInt.empty(), Duration.ofSeconds(1), Duration.ofSeconds(2));
        return SampleHosts.host(name, 80, 8080, List.of(Targets.of("10.0.0.1")), List.of(check));
    }

    /** As when the daemon was restarted and a new host's check hangs: nothing else is new to that Envoy for as long. */
    @Test
    void aClusterThatDoesNotGetWarmInTheFirstAnswerHoldsBackNoLaterOne() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            client.holdClusters();
            awaitServed(client, "a.com");
            store.put(host("new.com", "10.0.0.2"));
            awaitServed(client, "a.com", "new.com");
            awaitEndpoints(client, "new.com", "10.0.0.2:8080");
            store.remove("a.com");
            awaitServed(client, "new.com");
            client.releaseClusters();
            store.put(host("last.com", "10.0.0.3"));
            awaitServed(client, "new.com", "last.com");
        }
    }

    /** Over all pushes, not only within one: an Envoy that is slow still routes to what is gone. */
    @Test
    void aClusterStaysUntilTheLastRouteToItIsKnownToBeGone() throws Exception {
        store.put(host("a.com"), host("b.com"), host("c.com"));
        reconcile();
        try (XdsClient slow = XdsClient.connect(port);
                XdsClient quick = XdsClient.connect(port)) {
            awaitServed(slow, "a.com", "b.com", "c.com");
            awaitServed(quick, "a.com", "b.com", "c.com");
            slow.holdRoutes();
            store.put(host("new.com"));
            awaitVirtualHosts(slow, "a.com", "b.com", "c.com", "new.com");
            slow.takeEvents();
            store.remove("a.com");
            store.remove("new.com");
            // Nobody waits for the slow one.
            awaitServed(quick, "b.com", "c.com");
            assertThat(slow.clusters()).contains("a.com", "new.com");
            assertThat(slow.takeEvents()).isEmpty();
            slow.releaseRoutes();
            awaitServed(slow, "b.com", "c.com");
            assertThat(slow.takeEvents())
                    .containsSubsequence("RouteConfiguration http_80", "Cluster -a.com")
                    .containsSubsequence("RouteConfiguration http_80", "Cluster -new.com");
        }
    }

    /** The routes that are wanted in the end are those that the Envoy has, and others are on their way to it. */
    @Test
    void aClusterStaysThoughTheRoutesAreToBeTheSameAsBefore() throws Exception {
        store.put(host("a.com"), host("b.com"));
        reconcile();
        try (XdsClient slow = XdsClient.connect(port);
                XdsClient quick = XdsClient.connect(port)) {
            awaitServed(slow, "a.com", "b.com");
            awaitServed(quick, "a.com", "b.com");
            slow.holdRoutes();
            store.put(host("new.com"));
            awaitVirtualHosts(slow, "a.com", "b.com", "new.com");
            awaitServed(quick, "a.com", "b.com", "new.com");
            store.remove("new.com");
            awaitServed(quick, "a.com", "b.com");
            assertThat(slow.clusters()).contains("new.com");
            slow.releaseRoutes();
            awaitServed(slow, "a.com", "b.com");
        }
    }

    @Test
    void aHostThatComesBackWhileItsClusterIsLeavingIsServed() throws Exception {
        store.put(host("a.com", "10.0.0.1"), host("b.com"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com", "b.com");
            client.holdRoutes();
            store.remove("a.com");
            awaitVirtualHosts(client, "b.com");
            store.put(host("a.com", "10.0.0.2"));
            reconcile();
            awaitEndpoints(client, "a.com", "10.0.0.2:8080");
            client.releaseRoutes();
            awaitServed(client, "a.com", "b.com");
            store.remove("a.com");
            awaitServed(client, "b.com");
        }
    }

    @Test
    void aClusterThatDoesNotGetWarmHoldsNobodyUpForLong() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        reconcile();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitServed(client, "a.com");
            // Only then its first clusters are acknowledged; held as well, they would hold back all later ones.
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            client.holdClusters();
            store.put(checked("slow.com"));
            reconcile();
            // Its answer about the endpoints wakes the loop, and from then on the time counts.
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> reconciler.patience(INTERVAL).compareTo(Duration.ofMillis(300)) < 0);
            awaitServed(client, "a.com", "slow.com");
            client.releaseClusters();
            awaitServed(client, "a.com", "slow.com");
        }
    }

    @Test
    void theLoopSleepsUntilItIsWokenAndEndsWhenInterrupted() throws Exception {
        Thread loop = new Thread(() -> onItsOwnThread(INTERVAL).run(wakeup, () -> {}), "reconciler");
        loop.start();
        try {
            Awaitility.await().until(() -> !Ports.isFree(port));
            try (XdsClient client = XdsClient.connect(port)) {
                store.put(host("a.com", "10.0.0.1"));
                wakeup.signal();
                awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            }
        } finally {
            loop.interrupt();
            loop.join();
        }
    }

    @Test
    void theRowsAreNotReadBecauseAnEnvoySaidSomething() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        store.put(host("a.com", "10.0.0.1"));
        store.meanwhile(reads::incrementAndGet);
        Thread loop = new Thread(() -> onItsOwnThread(Duration.ofHours(1)).run(wakeup, () -> {}), "reconciler");
        loop.start();
        try {
            Awaitility.await().until(() -> !Ports.isFree(port));
            try (XdsClient client = XdsClient.connect(port)) {
                awaitEndpoints(client, "a.com", "10.0.0.1:8080");
                assertThat(reads).hasValue(1);
                store.put(host("a.com", "10.0.0.2"));
                wakeup.signal();
                awaitEndpoints(client, "a.com", "10.0.0.2:8080");
                assertThat(reads).hasValue(2);
            }
        } finally {
            loop.interrupt();
            loop.join();
        }
    }

    /** However long that wait is: systemd would take the silence for a loop that hangs. */
    @Test
    void theLoopGivesSignsOfLifeWhileItSleeps() throws Exception {
        AtomicInteger signs = new AtomicInteger();
        Thread loop =
                new Thread(() -> onItsOwnThread(Duration.ofHours(1)).run(wakeup, signs::incrementAndGet), "reconciler");
        loop.start();
        try {
            // Before the first turn, after it, and during the sleep.
            Awaitility.await().until(() -> signs.get() >= 3);
        } finally {
            loop.interrupt();
            loop.join();
        }
    }

    /** Rows whose reads have seen what there is, and do not come back with it before they may. */
    private final class Frozen implements Store {
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore mayEnd = new Semaphore(0);

        @Override
        public AllRows read() throws StoreUnavailable {
            AllRows seen = store.read();
            begun.release();
            try {
                mayEnd.acquire();
            } catch (InterruptedException closed) {
                throw new IllegalStateException(closed);
            }
            return seen;
        }

        void thaw() {
            mayEnd.release(Integer.MAX_VALUE / 2);
        }

        void awaitRead() throws InterruptedException {
            assertThat(begun.tryAcquire(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {}
    }

    private final Frozen frozen = new Frozen();
    private final AtomicInteger signs = new AtomicInteger();

    /** The loop over those rows, once it has applied the first read and hangs in the second. */
    private Thread loopThatReadsOnce() throws Exception {
        RowReader rows = new RowReader(frozen, wakeup::nudge);
        Reconciler loop = every(Duration.ofHours(1), rows);
        Thread thread = new Thread(() -> loop.run(wakeup, signs::incrementAndGet), "reconciler");
        thread.start();
        frozen.awaitRead();
        frozen.mayEnd.release();
        Awaitility.await().until(() -> !Ports.isFree(port));
        return thread;
    }

    @Test
    void whileAReadGoesOnEnvoysOfNewFleetsAreAdmittedAndHoldsEndAndTheEndIsQuick() throws Exception {
        store.put(host("a.com", "10.0.0.1"), ofFleet("edge", "e.com", "10.0.0.1"));
        Thread loop = loopThatReadsOnce();
        try (XdsClient client = XdsClient.connect(port)) {
            Awaitility.await().until(() -> client.virtualHosts("http_80").equals(Set.of("a.com")));
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            client.holdClusters();
            store.put(checked("slow.com"));
            wakeup.signal();
            frozen.awaitRead();
            wakeup.signal();
            frozen.mayEnd.release();
            frozen.awaitRead();
            Awaitility.await().until(() -> client.virtualHosts("http_80").equals(Set.of("a.com", "slow.com")));
            try (XdsClient edge = XdsClient.connect(port, "edge")) {
                awaitEndpoints(edge, "e.com", "10.0.0.1:8080");
            }
            int before = signs.get();
            Awaitility.await().until(() -> signs.get() > before + 2);
        } finally {
            loop.interrupt();
            loop.join(Duration.ofSeconds(10).toMillis());
        }
        assertThat(loop.isAlive()).isFalse();
        assertThat(frozen.begun.availablePermits()).isZero();
    }

    @Test
    void aReadWithoutAnAnswerIsToldAfterFiveSecondsAndCountsFromItsBegin() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        Thread loop = loopThatReadsOnce();
        try {
            log.take();
            wakeup.signal();
            frozen.awaitRead();
            long begin = System.nanoTime();
            Awaitility.await().until(() -> log.has("database away"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(4));
            assertThat(log.take())
                    .containsExactly(
                            "WARN database away reason=\"no answer within 5 s\" (Envoy keeps revision X; trying on)");
            frozen.thaw();
            Awaitility.await().until(() -> log.has("database back"));
            // By a clock that stands still: what is counted is how long the read has lasted.
            assertThat(log.take()).singleElement().asString().matches("INFO database back after=([5-9]|\\d\\d)s");
        } finally {
            loop.interrupt();
            loop.join();
        }
    }

    @Test
    void whatIsNotifiedDuringAReadCausesOneMore() throws Exception {
        store.put(host("a.com", "10.0.0.1"));
        Thread loop = loopThatReadsOnce();
        try (XdsClient client = XdsClient.connect(port)) {
            awaitEndpoints(client, "a.com", "10.0.0.1:8080");
            wakeup.signal();
            frozen.awaitRead();
            store.put(host("a.com", "10.0.0.2"));
            wakeup.signal();
            wakeup.signal();
            frozen.thaw();
            awaitEndpoints(client, "a.com", "10.0.0.2:8080");
            frozen.awaitRead();
        } finally {
            loop.interrupt();
            loop.join();
        }
        assertThat(frozen.begun.availablePermits()).isZero();
    }
}
