package dev.sluice.reconcile;

import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.HostPort;
import dev.sluice.contain.Judge;
import dev.sluice.keep.BootFiles;
import dev.sluice.keep.LastKnownGood;
import dev.sluice.local.EnvoyBootstrap;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Targets;
import dev.sluice.serve.XdsServer;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.store.InMemoryStore;
import dev.sluice.store.RowReader;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.RunFolder;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.SampleHosts;
import dev.sluice.testing.SettableClock;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.Traffic;
import dev.sluice.translate.HostResources;
import dev.sluice.translate.HostResources.PoolResources;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.translate.XdsResources;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.Guard;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Envoy refuses costs its own host only. No row is known that passes our checks and that Envoy refuses, so here some
 * hosts are translated wrongly on purpose.
 */
@Timeout(Patience.OF_A_TEST)
class ContainmentEnvoyIT {
    /** What becomes of a host whose {@code outgoing_port} is the mistake's. */
    private enum Mistake {
        /** Refused by the rules of the message: Envoy drops the whole response, and does not say whose it is. */
        CLUSTER_THAT_COSTS_THE_WHOLE_RESPONSE(
                host -> with(host, cluster -> cluster.addHealthChecks(HealthCheck.newBuilder()))),
        /** Refused by its meaning: Envoy drops this cluster alone, and takes the others of the same response. */
        CLUSTER_THAT_IS_DROPPED_ALONE(host -> with(host, cluster -> cluster.setLbPolicy(LbPolicy.CLUSTER_PROVIDED))),
        ROUTE_WITH_A_DOMAIN_OF_ANOTHER(host -> new HostResources(
                host.incomingPort(),
                host.pools(),
                host.virtualHost().toBuilder().addDomains("other.example").build())),
        /** Envoy speaks of the expression, not of the host. */
        ROUTE_WITH_A_BROKEN_EXPRESSION(host -> new HostResources(
                host.incomingPort(),
                host.pools(),
                host.virtualHost().toBuilder()
                        .setRoutes(
                                0,
                                host.virtualHost().getRoutes(0).toBuilder()
                                        .setMatch(RouteMatch.newBuilder()
                                                .setSafeRegex(RegexMatcher.newBuilder()
                                                        .setRegex("("))))
                        .build()));

        private final UnaryOperator<HostResources> make;

        Mistake(UnaryOperator<HostResources> make) {
            this.make = make;
        }

        private static HostResources with(HostResources host, UnaryOperator<Cluster.Builder> change) {
            PoolResources pool = host.pools().get(0);
            Cluster changed = change.apply(pool.cluster().toBuilder()).build();
            return new HostResources(
                    host.incomingPort(), List.of(new PoolResources(changed, pool.endpoints())), host.virtualHost());
        }

        private int mark() {
            return 60_000 + ordinal();
        }
    }

    private static final String BAD = "bad.example";

    private final int xdsPort = FreePorts.next();
    private final int adminPort = FreePorts.next();
    private final int port = FreePorts.next();
    private final InMemoryStore store = new InMemoryStore();
    private final Wakeup wakeup = new Wakeup();
    private final Judge judge =
            new Judge(Optional.of(TestEnvoy.binary()), RunFolder.fresh("judge-"), ContainmentEnvoyIT::xds);
    /** Whom the loop asks. */
    private volatile Function<Map<String, Host>, CompletableFuture<Map<String, String>>> asked = judge::guilty;

    private final XdsServer server = new XdsServer(new HostPort("127.0.0.1", xdsPort), said -> {
        if (said.isOver()) {
            wakeup.nudge();
        }
    });
    private final LogLines log = new LogLines();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T00:00:00Z"));
    private final ChangeLog changeLog = new ChangeLog(clock);
    private final Problems problems = new Problems();
    private final Path state = RunFolder.fresh("containment-");
    private final LastKnownGood lastKnownGood = new LastKnownGood(
            state, clock, new BootFiles(state.resolve("envoy"), new Translator("127.0.0.1", Transport.ADS)));
    private final Publisher publisher =
            new Publisher("127.0.0.1", server, ContainmentEnvoyIT::snapshots, suspects -> asked.apply(suspects));
    private final Reconciler reconciler = new Reconciler(
            new RowReader(store, wakeup::nudge),
            new Gate(new Guard(BigDecimal.ONE, 0), List.of(changeLog)),
            () -> new Validator(new TakenPorts(List.of()), Set.of(), new EnvoyMachine("0.0.0.0", Set.of())),
            publisher,
            new ServedFleets(Set.of()),
            lastKnownGood,
            Duration.ofSeconds(1),
            List.of(changeLog, problems));
    private final Thread loop = new Thread(() -> reconciler.run(wakeup, () -> {}), "reconciler");
    private final TestBackend good = TestBackend.start("good");
    private final TestBackend better = TestBackend.start("better");
    private TestEnvoy envoy;

    private static Snapshots snapshots(Translator translator) {
        return new Snapshots(translator, host -> translate(translator, host));
    }

    private static HostResources translate(Translator translator, Host host) {
        HostResources right = translator.translate(host);
        for (Mistake mistake : Mistake.values()) {
            right = mistake.mark() == host.outgoingPort() ? mistake.make.apply(right) : right;
        }
        return right;
    }

    private static XdsResources xds(Collection<Host> hosts) {
        Translator translator = new Translator("127.0.0.1", Transport.ADS);
        List<HostResources> each =
                hosts.stream().map(host -> translate(translator, host)).toList();
        int port = each.get(0).incomingPort();
        return new XdsResources(
                List.of(translator.listener(port)),
                List.of(translator.routes(
                        port, each.stream().map(HostResources::virtualHost).toList())),
                each.stream().map(host -> host.pools().get(0).cluster()).toList(),
                each.stream().map(host -> host.pools().get(0).endpoints()).toList());
    }

    @BeforeEach
    void start() throws IOException {
        put(host("other.example", 80, good), host("stays.example", 80, good));
        loop.start();
        envoy = TestEnvoy.start(bootstrap(), adminPort).awaitLive();
        awaitAnswer(port, "stays.example", "good");
        // Or they would be suspects as well.
        soon().until(() -> publisher.taken().size() == 2);
    }

    private String bootstrap() throws IOException {
        return new EnvoyBootstrap(Files.readString(Path.of("..", "envoy", "bootstrap.yaml")))
                .withPorts(xdsPort, adminPort)
                .yaml();
    }

    @AfterEach
    void stop() throws InterruptedException {
        envoy.close();
        loop.interrupt();
        loop.join();
        server.close();
        judge.close();
        lastKnownGood.close();
        good.close();
        better.close();
        log.close();
    }

    private Host host(String name, int outgoingPort, TestBackend backend) {
        return SampleHosts.host(
                name, port, outgoingPort, List.of(Targets.of(backend.address(), backend.port())), List.of());
    }

    private void put(Host... hosts) {
        store.put(hosts);
        wakeup.signal();
    }

    private void awaitProblem(String... hosts) {
        soon().untilAsserted(
                        () -> assertThat(problems.now).extracting(Problem::host).containsExactlyInAnyOrder(hosts));
    }

    @ParameterizedTest
    @EnumSource
    void aNewHostThatIsRefusedIsLeftOutAndNamedAndThoseWhoCameWithItAreServed(Mistake mistake) {
        try (Traffic traffic = Traffic.to(port, "stays.example")) {
            put(host("before.example", 80, good), host(BAD, mistake.mark(), good), host("with.example", 80, good));
            awaitAnswer(port, "before.example", "good");
            awaitAnswer(port, "with.example", "good");
            awaitProblem(BAD);
            assertThat(problems.now.get(0).message())
                    .startsWith("is refused by Envoy and left out until its rows change: ");
            put(host("later.example", 80, good), host("with.example", 80, better));
            awaitAnswer(port, "later.example", "good");
            awaitAnswer(port, "with.example", "better");
            assertThat(RunningSluice.answer(port, BAD)).isEqualTo("404");
            put(host(BAD, 80, good));
            awaitAnswer(port, BAD, "good");
            awaitProblem();
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatIsRefusedKeepsTheFormThatWasTakenLast(Mistake mistake) {
        put(host(BAD, 80, good));
        awaitAnswer(port, BAD, "good");
        soon().until(() -> publisher.taken().containsKey(BAD));
        try (Traffic traffic = Traffic.to(port, BAD)) {
            put(host(BAD, mistake.mark(), better), host("with.example", 80, better));
            awaitAnswer(port, "with.example", "better");
            awaitProblem(BAD);
            assertThat(problems.now.get(0).message())
                    .startsWith("is refused by Envoy and keeps its last good form until its rows change: ");
            soon().untilAsserted(
                            () -> assertThat(RunningSluice.answer(port, BAD)).isEqualTo("good"));
            put(host(BAD, 80, better));
            awaitAnswer(port, BAD, "better");
            awaitProblem();
            assertThat(traffic.failures()).isEmpty();
        }
    }

    /** By a judge, or by the Envoy itself where there is none or where it sees nothing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void someAmongManyAreFoundThoughEnvoyDoesNotNameThem(boolean judged) {
        AtomicInteger questions = new AtomicInteger();
        asked = suspects -> {
            questions.incrementAndGet();
            return judged ? judge.guilty(suspects) : CompletableFuture.completedFuture(Map.of());
        };
        List<Host> hosts = new ArrayList<>(IntStream.range(0, 60)
                .mapToObj(i -> host("host-" + i + ".example", 80, good))
                .toList());
        hosts.set(17, host("host-17.example", Mistake.ROUTE_WITH_A_BROKEN_EXPRESSION.mark(), good));
        hosts.set(44, host("host-44.example", Mistake.ROUTE_WITH_A_BROKEN_EXPRESSION.mark(), good));
        try (Traffic traffic = Traffic.to(port, "stays.example")) {
            put(hosts.toArray(Host[]::new));
            awaitProblem("host-17.example", "host-44.example");
            awaitAnswer(port, "host-0.example", "good");
            awaitAnswer(port, "host-59.example", "good");
            assertThat(RunningSluice.answer(port, "host-17.example")).isEqualTo("404");
            assertThat(questions).hasValue(1);
            assertThat(problems.now.get(0).message()).endsWith(": missing ): (");
            assertThat(traffic.failures()).isEmpty();
        }
    }

    /** Envoy names one of them only. What is not explained is looked into, and nobody later is held for it. */
    @Test
    void twoMistakesAtOnceAreBothFoundAndNobodyLaterIsHeldForThem() {
        try (Traffic traffic = Traffic.to(port, "stays.example")) {
            put(
                    host("named.example", Mistake.CLUSTER_THAT_IS_DROPPED_ALONE.mark(), good),
                    host("unnamed.example", Mistake.ROUTE_WITH_A_BROKEN_EXPRESSION.mark(), good));
            awaitProblem("named.example", "unnamed.example");
            put(host("later.example", 80, good));
            awaitAnswer(port, "later.example", "good");
            put(host("last.example", 80, good));
            awaitAnswer(port, "last.example", "good");
            assertThat(RunningSluice.answer(port, "named.example")).isEqualTo("404");
            assertThat(RunningSluice.answer(port, "unnamed.example")).isEqualTo("404");
            assertThat(problems.now).hasSize(2);
            soon().until(() -> publisher.taken().containsKey("last.example"));
            assertThat(publisher.taken()).containsKey("later.example").doesNotContainKey("unnamed.example");
            assertThat(traffic.failures()).isEmpty();
        }
    }

    /** The search goes on as Envoy and the judge answer, whatever the database does. */
    @Test
    void aRefusalIsContainedWhileAReadDoesNotEnd() throws Exception {
        CompletableFuture<Map<String, String>> verdict = new CompletableFuture<>();
        asked = suspects -> verdict;
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        try (Traffic traffic = Traffic.to(port, "stays.example")) {
            put(host(BAD, Mistake.ROUTE_WITH_A_BROKEN_EXPRESSION.mark(), good), host("with.example", 80, good));
            soon().until(() -> publisher.envoys().stream()
                    .anyMatch(envoy -> envoy.refuses().keySet().equals(Set.of(BAD, "with.example"))));
            store.meanwhile(() -> {
                reads.countDown();
                try {
                    mayEnd.await();
                } catch (InterruptedException end) {
                    Thread.currentThread().interrupt();
                }
            });
            wakeup.signal();
            reads.await();
            verdict.complete(Map.of(BAD, "missing ): ("));
            awaitProblem(BAD);
            awaitAnswer(port, "with.example", "good");
            assertThat(RunningSluice.answer(port, BAD)).isEqualTo("404");
            assertThat(traffic.failures()).isEmpty();
        } finally {
            mayEnd.countDown();
        }
    }

    /** An Envoy that starts anew is not broken by what was refused before: it is tried when the rest is there. */
    @Test
    void whatWasRefusedIsKeptFromAnEnvoyThatStartsUntilTheRestIsThere() throws IOException {
        put(host(BAD, Mistake.ROUTE_WITH_A_BROKEN_EXPRESSION.mark(), good));
        awaitProblem(BAD);
        envoy.close();
        envoy = TestEnvoy.start(bootstrap(), adminPort).awaitLive();
        try (Traffic traffic = Traffic.to(port, "stays.example")) {
            put(host("later.example", 80, good));
            awaitAnswer(port, "later.example", "good");
            awaitProblem(BAD);
            put(host(BAD, 80, good));
            awaitAnswer(port, BAD, "good");
            awaitProblem();
            assertThat(traffic.failures()).isEmpty();
        }
    }

    @Test
    void whatWasRefusedIsNotWrittenToDisk() throws Exception {
        put(host(BAD, 80, good));
        awaitAnswer(port, BAD, "good");
        soon().until(() -> publisher.taken().containsKey(BAD));
        put(host(BAD, Mistake.ROUTE_WITH_A_DOMAIN_OF_ANOTHER.mark(), better));
        awaitProblem(BAD);
        soon().until(() -> host(BAD, 80, good).equals(publisher.taken().get(BAD)));
        lastKnownGood.close();
        assertThat(Files.readString(state.resolve("last-known-good.jsonl")))
                .contains(BAD)
                .doesNotContain(Integer.toString(Mistake.ROUTE_WITH_A_DOMAIN_OF_ANOTHER.mark()));
    }

    /** The problems of now. */
    private static final class Problems implements ReconcileListener {
        private volatile List<Problem> now = List.of();

        @Override
        public void problems(List<Problem> problems) {
            now = problems;
        }
    }
}
