package dev.sluice.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.testing.SampleHosts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTest {
    private static final Guard GUARD = new Guard(new BigDecimal("0.15"), 20);

    @ParameterizedTest
    @CsvSource({
        // Up to twenty, however few there are.
        "100, 80, false",
        "100, 79, true",
        "21, 1, false",
        // Up to 15 %, however many that is.
        "140, 119, false",
        "140, 118, true",
        "10000, 8500, false",
        "10000, 8499, true",
        // Everything, from three on.
        "2, 0, false",
        "3, 0, true",
        "3, 1, false",
        "20, 0, true",
        // Nothing is lost.
        "0, 0, false",
        "0, 100, false",
        "100, 100, false",
        "100, 200, false",
    })
    void hostsMayGoInSmallNumbers(int before, int after, boolean held) {
        assertThat(GUARD.check(hosts(before, 1), hosts(after, 1)).isPresent()).isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({
        // Up to twenty.
        "40, 20, false",
        "40, 19, true",
        // Up to 15 %.
        "400, 340, false",
        "400, 339, true",
        "40, 60, false",
    })
    void targetsOfHostsThatStayMayGoInSmallNumbers(int before, int after, boolean held) {
        AllRows applied = AllRows.of(List.of(host("a.example", before)));
        AllRows read = AllRows.of(List.of(host("a.example", after)));
        assertThat(GUARD.check(applied, read).isPresent()).isEqualTo(held);
    }

    @Test
    void theShareIsThatOfAllTargets() {
        List<Host> others = new ArrayList<>(hosts(9, 40).hosts().values());
        AllRows applied = with(others, host("a.example", 40));
        assertThat(GUARD.check(applied, with(others, host("a.example", 0)))).isEmpty();
        AllRows more = with(others, host("a.example", 71));
        assertThat(GUARD.check(more, with(others, host("a.example", 7)))).isEmpty();
        assertThat(GUARD.check(more, with(others, host("a.example", 6)))).isPresent();
    }

    @Test
    void allTargetsGoneIsAnEmptiedTable() {
        assertThat(GUARD.check(hosts(3, 1), hosts(3, 0))).isPresent();
        assertThat(GUARD.check(hosts(2, 1), hosts(2, 0))).isEmpty();
        assertThat(GUARD.check(
                        hosts(3, 1), with(new ArrayList<>(hosts(2, 0).hosts().values()), host("host2.example", 1))))
                .isEmpty();
    }

    @Test
    void targetsReplacedByOthersAreNoLoss() {
        AllRows replaced = AllRows.of(IntStream.range(0, 100)
                .mapToObj(i -> SampleHosts.host(
                        "host" + i + ".example", 80, 80, List.of(Targets.of("10.9.9.9", 1)), List.of()))
                .toList());
        assertThat(GUARD.check(hosts(100, 1), replaced)).isEmpty();
        assertThat(GUARD.check(hosts(100, 5), hosts(100, 5))).isEmpty();
    }

    /** It is one host that somebody deleted, however many targets it had. */
    @Test
    void theTargetsOfADeletedHostGoWithIt() {
        AllRows applied = with(new ArrayList<>(hosts(3, 1).hosts().values()), host("a.example", 500));
        assertThat(GUARD.check(applied, hosts(3, 1))).isEmpty();
    }

    /** Clients ask by name: what is there instead does not answer them. */
    @Test
    void renamedHostsAreGone() {
        AllRows renamed = AllRows.of(IntStream.range(0, 30)
                .mapToObj(i -> host("new" + i + ".example", 1))
                .toList());
        assertThat(GUARD.check(hosts(30, 1), renamed)).isPresent();
    }

    @Test
    void aShareOfOneIsNoGuard() {
        Guard off = new Guard(new BigDecimal("1.0"), 0);
        assertThat(off.check(hosts(100, 1), AllRows.EMPTY)).isEmpty();
        assertThat(off.check(hosts(100, 1), hosts(100, 0))).isEmpty();
    }

    /** In floating point 0.29 * 100 is less than 29. */
    @Test
    void theShareIsMeantAsItIsWritten() {
        Guard guard = new Guard(new BigDecimal("0.29"), 20);
        assertThat(guard.check(hosts(100, 1), hosts(71, 1))).isEmpty();
        assertThat(guard.check(hosts(100, 1), hosts(70, 1))).isPresent();
    }

    /** A host is served by its fleet's Envoys on its port: clients that ask there get no answer any more. */
    @Test
    void hostsThatMoveToAnotherFleetOrPortAreLostWhereTheyWere() {
        Loss moved = GUARD.check(hosts(40, 1), hosts(40, "green", 80)).orElseThrow();
        assertThat(moved)
                .hasToString("40 of 40 hosts are gone at once from where they were served (40 moved to fleet green)");
        assertThat(moved.examples()).startsWith("host0.example", "host1.example");
        assertThat(GUARD.check(hosts(40, 1), hosts(40, Host.DEFAULT_FLEET, 81)))
                .get()
                .hasToString("40 of 40 hosts are gone at once from where they were served (40 moved to port 81)");
        assertThat(GUARD.check(hosts(40, 1), all(hosts(20, "green", 80), hosts(40, 1))))
                .isEmpty();
        assertThat(GUARD.check(hosts(40, 1), all(hosts(21, "green", 80), hosts(40, 1))))
                .isPresent();
    }

    @Test
    void whatWasMovedAndWhatWasDeletedCountTogether() {
        AllRows green = hosts(35, "green", 80);
        assertThat(GUARD.check(hosts(40, 1), green))
                .get()
                .hasToString("40 of 40 hosts are gone at once from where they were served (35 moved to fleet green,"
                        + " 5 deleted)");
        assertThat(GUARD.check(hosts(40, 1), green).orElseThrow().id())
                .isNotEqualTo(id(hosts(40, 1), hosts(35, "blue", 80)));
    }

    @Test
    void aFleetMayNotBeEmptiedHoweverFewOfAllThatIs() {
        AllRows office = hosts(15, "office", 80);
        AllRows applied = all(office, renamed(hosts(1000, 1)));
        Loss loss = GUARD.check(applied, renamed(hosts(1000, 1))).orElseThrow();
        assertThat(loss).hasToString("15 of 15 hosts of fleet office are gone at once");
        assertThat(GUARD.check(applied, all(hosts(13, "office", 80), renamed(hosts(1000, 1)))))
                .isEmpty();
        assertThat(GUARD.check(all(hosts(2, "office", 80), renamed(hosts(1000, 1))), renamed(hosts(1000, 1))))
                .isEmpty();
        // A share of a fleet that is too much for it.
        AllRows large = all(hosts(100, "office", 80), renamed(hosts(1000, 1)));
        assertThat(GUARD.check(large, all(hosts(79, "office", 80), renamed(hosts(1000, 1)))))
                .get()
                .hasToString("21 of 100 hosts of fleet office are gone at once");
    }

    @Test
    void theFleetThatLostMostOfItselfIsNamedAmongSeveral() {
        AllRows applied = all(hosts(15, "office", 80), renamed(hosts(1000, 1)));
        assertThat(GUARD.check(applied, renamed(hosts(990, 1))))
                .get()
                .hasToString("25 of 1015 hosts are gone at once, among them 15 of 15 of fleet office");
    }

    @Test
    void allTargetsOfAFleetAreAnEmptiedFleet() {
        AllRows others = renamed(hosts(1000, 1));
        AllRows applied = all(hosts(4, "office", 80), others);
        AllRows without = AllRows.of(IntStream.range(0, 4)
                .mapToObj(i -> SampleHosts.host("host" + i + ".example", "office", 80, 80, List.of(), List.of()))
                .toList());
        assertThat(GUARD.check(applied, all(without, others)))
                .get()
                .hasToString("4 of 4 targets of fleet office are gone at once");
    }

    /** Nobody asks where no Envoy is: hosts of a misspelt fleet may go to the right one. */
    @Test
    void hostsMayLeaveAFleetThatHasNoEnvoys() {
        AllRows misspelt = hosts(40, "egde", 80);
        assertThat(GUARD.check(misspelt, hosts(40, "edge", 80), fleet -> !fleet.equals("egde")))
                .isEmpty();
        assertThat(GUARD.check(misspelt, hosts(40, "edge", 80))).isPresent();
        // But an emptied table is one.
        assertThat(GUARD.check(misspelt, AllRows.EMPTY, fleet -> false)).isPresent();
        AllRows others = renamed(hosts(1000, 1));
        assertThat(GUARD.check(all(misspelt, others), others, fleet -> !fleet.equals("egde")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 0, true", "2, 1, true", "40, 20, true", "40, 34, false", "40, 33, true", "40, 60, false"})
    void ofAnotherDatabaseAboutTheSameHostsAreWanted(int before, int after, boolean held) {
        AllRows applied = of(UUID.randomUUID(), hosts(before, 1));
        Optional<Loss> loss = GUARD.check(applied, of(UUID.randomUUID(), hosts(after, 1)));
        assertThat(loss.isPresent()).isEqualTo(held);
        loss.ifPresent(
                found -> assertThat(found.toString()).endsWith("; the rows are of another database than those served"));
        // One that lost its id as well, as a TRUNCATE of all tables does.
        assertThat(GUARD.check(applied, hosts(after, 1)).isPresent()).isEqualTo(held);
    }

    private static AllRows of(UUID database, AllRows fleet) {
        return new AllRows(Optional.of(database), fleet.hosts());
    }

    private static AllRows hosts(int number, String fleet, int port) {
        return AllRows.of(IntStream.range(0, number)
                .mapToObj(i -> SampleHosts.host(
                        "host" + i + ".example", fleet, port, 80, List.of(Targets.of("10.0.0.1", 1)), List.of()))
                .toList());
    }

    private static AllRows renamed(AllRows fleet) {
        return AllRows.of(fleet.hosts().values().stream()
                .map(host -> SampleHosts.host("other" + host.host(), 80, 80, host.targets(), List.of()))
                .toList());
    }

    /** Those of {@code one}, and those of {@code other} that it has not. */
    private static AllRows all(AllRows one, AllRows other) {
        List<Host> hosts = new ArrayList<>(one.hosts().values());
        other.hosts().values().stream()
                .filter(host -> !one.hosts().containsKey(host.host()))
                .forEach(hosts::add);
        return AllRows.of(hosts);
    }

    @Test
    void theStrictOneHoldsEveryLoss() {
        assertThat(Guard.STRICT.check(hosts(100, 1), hosts(99, 1))).isPresent();
        assertThat(Guard.STRICT.check(hosts(100, 1), hosts(101, 1))).isEmpty();
    }

    @Test
    void aLossSaysHowMuchAndNamesExamples() {
        Loss loss = GUARD.check(hosts(100, 2), hosts(10, 1)).orElseThrow();
        assertThat(loss).hasToString("90 of 100 hosts and 10 of 200 targets are gone at once");
        assertThat(GUARD.check(hosts(30, 1), AllRows.EMPTY).orElseThrow())
                .hasToString("30 of 30 hosts are gone at once");
        assertThat(GUARD.check(hosts(30, 1), hosts(30, 0)).orElseThrow())
                .hasToString("30 of 30 targets are gone at once");
        assertThat(loss.examples()).hasSize(10).startsWith("host10.example", "host11.example");
    }

    @Test
    void theIdIsThatOfWhatIsLostAndOfNothingElse() {
        String id = id(hosts(100, 1), hosts(70, 1));
        assertThat(id(hosts(100, 1), hosts(70, 1))).isEqualTo(id);
        AllRows unrelated = with(new ArrayList<>(hosts(70, 1).hosts().values()), host("new.example", 1));
        assertThat(id(hosts(100, 1), unrelated)).isEqualTo(id);
        assertThat(id(hosts(100, 1), hosts(69, 1))).isNotEqualTo(id);
        assertThat(id(hosts(100, 2), hosts(70, 1))).isNotEqualTo(id);
        assertThat(id(hosts(100, 3), hosts(100, 2))).isNotEqualTo(id(hosts(100, 3), hosts(100, 1)));
    }

    private static String id(AllRows applied, AllRows read) {
        return GUARD.check(applied, read).orElseThrow().id();
    }

    private static AllRows with(List<Host> others, Host host) {
        List<Host> all = new ArrayList<>(others);
        all.add(host);
        return AllRows.of(all);
    }

    private static AllRows hosts(int number, int targets) {
        return AllRows.of(IntStream.range(0, number)
                .mapToObj(i -> host("host" + i + ".example", targets))
                .toList());
    }

    private static Host host(String name, int targets) {
        return SampleHosts.host(
                name,
                80,
                80,
                IntStream.range(0, targets)
                        .mapToObj(i -> Targets.of("10.0.0.1", i + 1))
                        .toList(),
                List.of());
    }
}
