package dev.sluice.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.HostPort;
import dev.sluice.model.AllRows;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import dev.sluice.validate.TakenPorts.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No row makes Envoy call itself, and nobody loses his traffic by another's row. */
class AdmissionTest {
    private static final Set<String> OWN = Set.of("192.0.2.5", "2001:db8::5");
    private static final TakenPorts TAKEN =
            new TakenPorts(List.of(new Taken(new HostPort("127.0.0.1", 9901), "Envoy's admin interface")));

    private Checked checked = Checked.NOTHING;
    private EnvoyMachine machine = new EnvoyMachine("0.0.0.0", OWN);

    private static Host host(String name, int incomingPort, Row... targets) {
        return SampleHosts.host(name, incomingPort, 80, List.of(targets), List.of());
    }

    private static Host inFleet(String fleet, Host host) {
        return SampleHosts.host(
                host.host(), fleet, host.incomingPort(), host.outgoingPort(), host.targets(), host.healthChecks());
    }

    private static Host checkedAt(int port, Host host) {
        Row check = SampleHosts.check("/", OptionalInt.of(port), Duration.ofSeconds(5), Duration.ofSeconds(10));
        return SampleHosts.host(host.host(), host.incomingPort(), host.outgoingPort(), host.targets(), List.of(check));
    }

    /** The rows are these now; those that are equal stay the same objects, as the store gives them. */
    private void rows(Host... hosts) {
        Map<String, Host> byName = new HashMap<>();
        List.of(hosts).forEach(host -> byName.put(host.host(), host));
        check(new AllRows(checked.rows().hosts().withExactly(byName)));
    }

    private void check(AllRows rows) {
        checked = new Validator(TAKEN, Set.of(), machine).check(checked, rows);
    }

    private List<String> problems() {
        return checked.problems().stream().map(Object::toString).toList();
    }

    private void assertServed(Host... hosts) {
        assertThat(checked.usable().values()).containsExactlyInAnyOrder(hosts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.8.7", "::1", "192.0.2.5", "2001:db8::5"})
    void aTargetOnThisMachineAtAPortOfAnyHostOfItsFleetIsRefused(String address) {
        Host other = host("other.com", 8081);
        rows(other, host("loop.com", 80, Targets.of(address, 8081)));
        assertServed(other);
        assertThat(problems())
                .containsExactly("loop.com: targets.address must not lead back to this load balancer, is " + address
                        + " port 8081, which is an incoming_port of its fleet");
    }

    @Test
    void aTargetAtItsOwnPortOnAnAddressOfTheMachineIsRefused() {
        rows(host("loop.com", 80, Targets.of("192.0.2.5")));
        assertServed();
    }

    @Test
    void targetsElsewhereOrOfAnotherFleetOrWhereNothingIsServedAreRight() {
        Host[] hosts = {
            host(
                    "a.com",
                    80,
                    Targets.of("127.0.0.1", 8082),
                    Targets.of("127.0.0.53", 53),
                    Targets.of("192.0.2.5", 8083)),
            host("b.com", 8081, Targets.of("10.0.0.7", 80), Targets.of("192.0.2.6", 80)),
            inFleet("edge", host("c.com", 8082, Targets.of("127.0.0.1", 80))),
        };
        rows(hosts);
        assertServed(hosts);
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.9, false",
        "127.0.0.1, 192.0.2.5, true",
        "192.0.2.5, 127.0.0.1, true",
        "192.0.2.5, 192.0.2.5, false",
        "'::', 127.0.0.1, false",
        "'::', 2001:db8::5, false",
    })
    void whereEnvoyDoesNotListenIsNoLoop(String listenAddress, String address, boolean right) {
        machine = new EnvoyMachine(listenAddress, OWN);
        rows(host("other.com", 8081), host("a.com", 80, Targets.of(address, 8081)));
        assertThat(problems().isEmpty()).isEqualTo(right);
    }

    @Test
    void aCheckOfSuchAPortIsRefusedAsWellAndOfEnvoysAdminInterface() {
        Host other = host("other.com", 8081);
        rows(
                other,
                checkedAt(8081, host("loop.com", 80, Targets.of("127.0.0.1", 9000), Targets.of("192.0.2.5", 9000))),
                checkedAt(9901, host("admin.com", 80, Targets.of("192.0.2.5", 9000))),
                checkedAt(9902, host("right.com", 80, Targets.of("127.0.0.1", 9000))));
        assertThat(problems())
                .containsExactly(
                        "admin.com: health_checks.port must not lead to Envoy's admin interface, is 9901 of 192.0.2.5",
                        "loop.com: health_checks.port must not lead back to this load balancer, is 8081 of 127.0.0.1,"
                                + " which is an incoming_port of its fleet",
                        "loop.com: health_checks.port must not lead back to this load balancer, is 8081 of 192.0.2.5,"
                                + " which is an incoming_port of its fleet");
    }

    @Test
    void whoOpensAPortToWhichATargetLedBeforeIsTheOneAtFault() {
        Host old = host("old.com", 80, Targets.of("127.0.0.1", 8081));
        rows(old);
        rows(old, host("new.com", 8081, Targets.of("10.0.0.7")));
        assertServed(old);
        assertThat(problems())
                .containsExactly("new.com: hosts.incoming_port must be another port, is 8081 of this machine,"
                        + " to which targets of its fleet lead already");
    }

    @Test
    void aRestartThatBeginsWithWhatWasServedRemembersWhoWasThereFirst() {
        Host old = host("old.com", 80, Targets.of("127.0.0.1", 8081));
        Host fresh = host("new.com", 8081, Targets.of("10.0.0.7"));
        rows(old);
        rows(old, fresh);
        AllRows kept = new AllRows(checked.usable());
        checked = Checked.NOTHING;
        check(kept);
        rows(old, fresh);
        assertServed(old);
    }

    @Test
    void whoPointsATargetAtAPortThatIsServedIsTheOneAtFaultAndKeepsHisLastGoodForm() {
        Host other = host("other.com", 8081);
        Host good = host("a.com", 80, Targets.of("10.0.0.7"));
        rows(other, good);
        rows(other, host("a.com", 80, Targets.of("127.0.0.1", 8081)));
        assertServed(other, good);
    }

    @Test
    void aHostIsServedAsSoonAsTheOtherGivesUpThePort() {
        Host old = host("old.com", 80, Targets.of("127.0.0.1", 8081));
        Host fresh = host("new.com", 8081, Targets.of("10.0.0.7"));
        rows(old);
        rows(old, fresh);
        Host moved = host("old.com", 80, Targets.of("127.0.0.1", 8082));
        rows(moved, fresh);
        assertServed(moved, fresh);
        assertThat(problems()).isEmpty();
        Host waiting = host("wait.com", 80, Targets.of("127.0.0.1", 8081));
        rows(moved, fresh, waiting);
        assertServed(moved, fresh);
        rows(moved, waiting);
        assertServed(moved, waiting);
        assertThat(problems()).isEmpty();
    }

    @Test
    void twoMayExchangeTheirPortsAtOnce() {
        rows(host("a.com", 8081, Targets.of("10.0.0.7")), host("b.com", 80, Targets.of("127.0.0.1", 8082)));
        Host a = host("a.com", 8082, Targets.of("10.0.0.7"));
        Host b = host("b.com", 80, Targets.of("127.0.0.1", 8081));
        rows(a, b);
        assertServed(a, b);
    }

    @Test
    void orInTwoSteps() {
        rows(host("a.com", 8081, Targets.of("10.0.0.7")), host("b.com", 80, Targets.of("127.0.0.1", 8082)));
        Host a = host("a.com", 8082, Targets.of("10.0.0.7"));
        Host b = host("b.com", 80, Targets.of("127.0.0.1", 8081));
        rows(a, host("b.com", 80, Targets.of("127.0.0.1", 8082)));
        assertThat(problems()).hasSize(1);
        rows(a, b);
        assertServed(a, b);
        assertThat(problems()).isEmpty();
    }

    @Test
    void ofTwoNewOnesThatLeadToEachOtherTheFirstByNameIsServed() {
        Host a = host("a.com", 80, Targets.of("127.0.0.1", 81));
        rows(a, host("b.com", 81, Targets.of("127.0.0.1", 80)));
        assertServed(a);
        assertThat(checked.problems()).extracting(problem -> problem.host()).containsExactly("b.com");
    }

    @Test
    void anAddressThatTheMachineGetsMakesALoopAndOneThatItLosesEndsIt() {
        Host other = host("other.com", 8081);
        Host floating = host("a.com", 80, Targets.of("203.0.113.9", 8081));
        Host admin = host("admin.com", 80, Targets.of("203.0.113.9", 9901));
        rows(other, floating, admin);
        assertServed(other, floating, admin);
        machine = new EnvoyMachine("0.0.0.0", Set.of("203.0.113.9"));
        rows(other, floating, admin);
        assertServed(other);
        machine = new EnvoyMachine("0.0.0.0", OWN);
        rows(other, floating, admin);
        assertServed(other, floating, admin);
        assertThat(problems()).isEmpty();
    }

    /** Whatever the edits: no loop, nobody out without a reason, nobody refused who would fit, and numbers that are right. */
    @Test
    void itHoldsForRandomEdits() {
        Random random = new Random(7);
        Map<String, Host> rows = new HashMap<>();
        for (int round = 0; round < 3_000; round++) {
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                String name = "h" + random.nextInt(9) + ".com";
                if (random.nextInt(4) == 0) {
                    rows.remove(name);
                } else {
                    rows.put(name, random(name, random));
                }
            }
            Set<Host> before = new HashSet<>(checked.usable().values());
            rows(rows.values().toArray(Host[]::new));
            assertNoLoop(before);
        }
    }

    private static Host random(String name, Random random) {
        List<Row> targets = new ArrayList<>(List.of(Targets.of("10.0.0.7")));
        IntStream.range(0, random.nextInt(3))
                .map(i -> 81 + 2 * i + random.nextInt(2))
                .forEach(port -> targets.add(Targets.of("192.0.2.5", port)));
        return host(name, 80 + random.nextInt(6), targets.toArray(Row[]::new));
    }

    private void assertNoLoop(Set<Host> before) {
        ByName<Host> usable = checked.usable();
        Set<Integer> open = new HashSet<>();
        Set<Integer> called = new HashSet<>();
        usable.values().forEach(host -> {
            open.add(host.incomingPort());
            host.targets().stream()
                    .filter(target -> machine.isOwn(target.get(Targets.ADDRESS)))
                    .forEach(target -> called.add(host.portOf(target)));
        });
        assertThat(open).noneMatch(called::contains);
        checked.rows().hosts().forEach((name, row) -> {
            boolean served = row.equals(usable.get(name));
            assertThat(served).isNotEqualTo(checked.problemsByHost().containsKey(name));
            if (before.contains(row)) {
                assertThat(served).as("%s was served and did not change", row).isTrue();
            }
        });
        assertThat(checked.ports()).isEqualTo(LocalPorts.of(machine, usable.values()));
        assertThat(checked.waiting().keySet())
                .isEqualTo(checked.problemsByHost().keySet());
        checked.waiting()
                .forEach((name, row) -> assertThat(checked.ports()
                                .with(List.of(new LocalPorts.Swap(usable.get(name), null)))
                                .clashesWith(row))
                        .as("%s does not fit", row)
                        .isTrue());
    }
}
