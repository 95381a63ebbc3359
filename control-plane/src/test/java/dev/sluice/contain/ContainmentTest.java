package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.serve.ScriptedEnvoy;
import dev.sluice.testing.SampleHosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What Containment makes of each event in each of its states, with an Envoy whose answers the test says. The hosts of
 * {@link #hosts} differ by their port: a host of port 81 is another form of the host of port 80.
 */
class ContainmentTest {
    private static final String UNNAMED = "missing ): (";
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final ScriptedEnvoy envoy = new ScriptedEnvoy();
    private final Evidence evidence = new Evidence();
    private final CompletableFuture<Map<String, String>> verdict = new CompletableFuture<>();
    private final List<Set<String>> questions = new ArrayList<>();

    private final Containment containment =
            new Containment("default", envoy.conversation(), ByName.empty(), evidence, suspects -> {
                questions.add(Set.copyOf(suspects.keySet()));
                return verdict;
            });

    private ByName<Host> rows = ByName.empty();
    private ByName<Host> served = ByName.empty();
    private boolean lacks;
    private long now;

    private static Host host(String name, int port) {
        return SampleHosts.host(name, port, 8080, List.of(), List.of());
    }

    /** Such as {@code a.example:80}. */
    private static ByName<Host> hosts(String... names) {
        return ByName.of(
                List.of(names).stream()
                        .map(name -> name.split(":"))
                        .map(name -> host(name[0], name.length == 1 ? 80 : Integer.parseInt(name[1])))
                        .toList(),
                Host::host);
    }

    private static String cluster(String... names) {
        return "Error adding/updating cluster(s) " + String.join(": no, ", names) + ": no";
    }

    private void rowsAre(String... names) {
        rows = hosts(names);
        look();
    }

    /** One pass of the loop: what differs is sent, and not answered yet. */
    private void look() {
        evidence.follow(rows);
        ByName<Host> before = served;
        served = containment.serve(rows);
        if (served != before) {
            envoy.isSentRoutes();
        }
        containment.published(true, () -> lacks, now);
    }

    /** The Envoy takes what it was sent, and has answered everything a little later still. */
    private void settle() {
        look();
        envoy.acceptsRoutes();
        look();
        now += PAUSE.toNanos();
        look();
    }

    private void refuses(String words) {
        envoy.refuses(words.startsWith("Error adding/updating cluster") ? "Cluster" : "RouteConfiguration", words);
        look();
    }

    private void assertServed(String... names) {
        assertThat(served).isEqualTo(hosts(names));
    }

    private void assertHeldBack(String... names) {
        assertThat(containment.heldBack()).containsOnlyKeys(names);
        assertThat(containment.holdsBack()).isEqualTo(names.length > 0);
    }

    private void assertTaken(String... names) {
        assertThat(containment.taken()).isEqualTo(hosts(names));
    }

    /** What the Envoy refuses and another one may take, by the name of its host. */
    private Map<String, String> refused() {
        return evidence.problems().collect(Collectors.toMap(Problem::host, Problem::message));
    }

    /** Plays an Envoy that refuses whatever holds one of {@code bad}, for longer than any search here lasts. */
    private void search(String... bad) {
        for (int i = 0; i < 20; i++) {
            look();
            boolean isRefused = served.entrySet().stream()
                    .anyMatch(each -> List.of(bad)
                            .contains(each.getKey() + ":" + each.getValue().incomingPort()));
            if (isRefused) {
                envoy.refuses("RouteConfiguration", UNNAMED);
            }
            settle();
        }
    }

    private void taken(String... names) {
        rowsAre(names);
        settle();
        assertTaken(names);
    }

    @Nested
    class Serving {
        @Test
        void whatIsAnsweredAndNotLackedIsTaken() {
            rowsAre("a.example");
            assertServed("a.example");
            assertTaken();
            assertThat(containment.isTaken()).isFalse();
            envoy.acceptsRoutes();
            look();
            assertTaken();
            assertThat(containment.patience(INTERVAL)).isEqualTo(PAUSE);
            now += PAUSE.toNanos();
            look();
            assertTaken("a.example");
            assertThat(containment.isTaken()).isTrue();
            assertThat(containment.patience(INTERVAL)).isEqualTo(INTERVAL);
            assertThat(evidence.proved()).isEqualTo(hosts("a.example"));
        }

        @Test
        void anAnswerAboutClustersIsWaitedForBeforeAnythingIsTaken() {
            rowsAre("a.example");
            envoy.isSentClusters();
            settle();
            assertTaken();
            envoy.acceptsClusters();
            settle();
            assertTaken("a.example");
        }

        @Test
        void aHostThatIsNamedIsLeftOutWithTheEnvoysWords() {
            taken("a.example");
            rowsAre("a.example", "b.example", "c.example");
            refuses(cluster("b.example"));
            assertServed("a.example", "c.example");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", cluster("b.example")));
            assertThat(refused())
                    .isEqualTo(Map.of(
                            "b.example",
                            "is refused by Envoy and left out until its rows change: " + cluster("b.example")));
            assertThat(questions).isEmpty();
        }

        @Test
        void aHostThatIsNamedKeepsTheFormThatTheEnvoyTookLast() {
            taken("a.example:80");
            rowsAre("a.example:81");
            refuses(cluster("a.example"));
            assertServed("a.example:80");
            settle();
            assertTaken("a.example:80");
            assertHeldBack("a.example");
        }

        @Test
        void aHostThatIsNamedGetsTheFormThatAnotherEnvoyTook() {
            evidence.follow(hosts("a.example:80"));
            evidence.took(ByName.empty(), hosts("a.example:80"));
            rowsAre("a.example:81");
            refuses(cluster("a.example"));
            assertServed("a.example:80");
            assertHeldBack("a.example");
        }

        @Test
        void aFormThatAnotherEnvoyTookIsLeftOutHereAndIsNobodysProblem() {
            evidence.follow(hosts("a.example"));
            evidence.took(ByName.empty(), hosts("a.example"));
            rowsAre("a.example");
            refuses(cluster("a.example"));
            assertServed();
            assertHeldBack("a.example");
            assertThat(refused()).isEmpty();
        }

        @Test
        void aRefusalThatNamesNobodyWithholdsAllThatIsNewAndAsksTheJudgeAboutIt() {
            taken("a.example", "b.example:80");
            rowsAre("a.example", "b.example:81", "c.example");
            refuses(UNNAMED);
            assertServed("a.example", "b.example:80");
            assertHeldBack("b.example", "c.example");
            assertThat(questions).containsExactly(Set.of("b.example", "c.example"));
            assertThat(containment.isTaken()).isFalse();
        }

        @Test
        void aRefusalThatNamesNobodyWhereNothingIsNewBlamesNobody() {
            taken("a.example");
            refuses(UNNAMED);
            settle();
            assertServed("a.example");
            assertHeldBack();
            assertThat(questions).isEmpty();
        }

        /** As when the refusal was heard before a restart of the daemon: its words are lost. */
        @Test
        void somethingLackedWithoutAWordIsAskedTheJudge() {
            taken("a.example");
            lacks = true;
            rowsAre("a.example", "b.example");
            settle();
            look();
            assertServed("a.example");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", "without a word"));
            assertThat(questions).containsExactly(Set.of("b.example"));
        }

        @Test
        void aRefusedListenerIsAProblemOfItsHostsAndTakesNothingAway() {
            rowsAre("a.example");
            envoy.refuses("Listener", "Error adding/updating listener(s) http_80: cannot bind");
            settle();
            assertServed("a.example");
            assertTaken("a.example");
            assertThat(containment.portProblems()).extracting(Problem::host).containsExactly("a.example");
            assertThat(questions).isEmpty();
        }
    }

    /** Something was refused since the Envoy took everything. */
    @Nested
    class Settling {
        @Test
        void whatIsServedWithoutThemIsTakenWhenItIsAnswered() {
            rowsAre("a.example", "b.example");
            refuses(cluster("b.example"));
            settle();
            assertTaken("a.example");
            assertHeldBack("b.example");
            assertThat(containment.isTaken()).isTrue();
        }

        @Test
        void oneAfterTheOtherIsNamedAndFromTheEighthOnAllThatThePhraseLists() {
            String[] all =
                    IntStream.range(0, 12).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);
            rowsAre(all);
            for (int i = 0; i < 8; i++) {
                refuses(cluster(List.of(all).subList(i, 12).toArray(String[]::new)));
                assertThat(containment.heldBack()).hasSize(i + 1);
            }
            refuses(cluster(List.of(all).subList(8, 12).toArray(String[]::new)));
            assertHeldBack(all);
        }

        /** The names count from the moment at which the Envoy took everything. */
        @Test
        void afterEverythingIsTakenOneNameIsOneHostAgain() {
            String[] all =
                    IntStream.range(0, 12).mapToObj(i -> "h" + i + ".example").toArray(String[]::new);
            rowsAre(all);
            for (int i = 0; i < 8; i++) {
                refuses(cluster(all[i]));
            }
            settle();
            List<String> more = new ArrayList<>(List.of(all));
            more.addAll(List.of("x.example", "y.example"));
            rowsAre(more.toArray(String[]::new));
            refuses(cluster("x.example", "y.example"));
            assertThat(containment.heldBack()).hasSize(9).doesNotContainKey("y.example");
        }

        /** It may be about the host that was named, and is looked into when it is still lacked without that one. */
        @Test
        void aRefusalThatNamesNobodyBesideANamedOneIsAskedTheJudgeWhenSomethingIsStillLacked() {
            rowsAre("a.example", "b.example", "c.example");
            envoy.refuses("Cluster", cluster("a.example"));
            refuses(UNNAMED);
            assertServed("b.example", "c.example");
            assertThat(questions).isEmpty();
            lacks = true;
            settle();
            look();
            assertServed();
            assertThat(questions).containsExactly(Set.of("b.example", "c.example"));
            assertThat(containment.heldBack()).containsEntry("b.example", UNNAMED);
        }

        @Test
        void aRefusalThatNamesNobodyBesideANamedOneIsForgottenWhenNothingIsLacked() {
            rowsAre("a.example", "b.example");
            envoy.refuses("Cluster", cluster("a.example"));
            refuses(UNNAMED);
            settle();
            assertTaken("b.example");
            rowsAre("a.example", "b.example", "c.example");
            lacks = true;
            settle();
            look();
            assertThat(containment.heldBack()).containsEntry("c.example", "without a word");
        }

        @Test
        void aHostWhoseRowsChangeIsTriedAgain() {
            rowsAre("a.example", "b.example:80");
            refuses(cluster("b.example"));
            settle();
            rowsAre("a.example", "b.example:81");
            assertServed("a.example", "b.example:81");
            assertHeldBack();
            settle();
            assertTaken("a.example", "b.example:81");
        }

        @Test
        void whatIsServedInPlaceOfARefusedFormMayBeRefusedAsWell() {
            evidence.follow(hosts("a.example:80"));
            evidence.took(ByName.empty(), hosts("a.example:80"));
            rowsAre("a.example:81");
            refuses(cluster("a.example"));
            assertServed("a.example:80");
            refuses(cluster("a.example"));
            assertServed();
            assertHeldBack("a.example");
            rowsAre("a.example:82");
            assertServed("a.example:82");
        }
    }

    @Nested
    class Judging {
        private void judging(String... news) {
            taken("a.example");
            List<String> all = new ArrayList<>(List.of("a.example"));
            all.addAll(List.of(news));
            rowsAre(all.toArray(String[]::new));
            refuses(UNNAMED);
        }

        @Test
        void theGuiltyAreSetAsideInTheWordsOfTheJudgeAndTheOthersAreServed() {
            judging("b.example", "c.example");
            verdict.complete(Map.of("b.example", "the judge's words"));
            look();
            look();
            assertServed("a.example", "c.example");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", "the judge's words"));
            settle();
            assertTaken("a.example", "c.example");
        }

        @Test
        void theRestOfAnOldAnswerAccusesNobody() {
            judging("b.example", "c.example");
            refuses(UNNAMED);
            refuses(cluster("b.example"));
            assertHeldBack("b.example", "c.example");
            verdict.complete(Map.of("c.example", "no"));
            look();
            look();
            assertServed("a.example", "b.example");
            assertThat(questions).hasSize(1);
        }

        @Test
        void nothingIsTakenMeanwhile() {
            judging("b.example");
            settle();
            settle();
            assertServed("a.example");
            assertThat(containment.isTaken()).isFalse();
            assertThat(containment.patience(INTERVAL)).isEqualTo(PAUSE);
        }

        @Test
        void rowsThatChangeMeanwhileAreServedAndOneWhoseRowsChangedIsNoSuspectAnyMore() {
            judging("b.example:80", "c.example");
            rowsAre("a.example", "b.example:81", "c.example", "d.example");
            assertServed("a.example", "b.example:81", "d.example");
            verdict.complete(Map.of("b.example", "no"));
            look();
            look();
            // Set aside is the form that the judge was asked about, and forgotten since the rows have another one.
            assertServed("a.example", "b.example:81", "c.example", "d.example");
            assertHeldBack();
        }

        @Test
        void whomTheJudgeDoesNotFindTheEnvoyIsAskedAbout() {
            judging("b.example", "c.example");
            verdict.complete(Map.of());
            look();
            assertServed("a.example");
            assertHeldBack("b.example", "c.example");
            search("b.example:80");
            assertServed("a.example", "c.example");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", UNNAMED));
        }

        /** A refusal from before is the rest of an old answer: the Envoy may still take what is sent without suspects. */
        @Test
        void aRefusalWhileTheJudgeIsAskedIsNotTakenForOneOfTheFirstTry() {
            judging("b.example", "c.example");
            refuses(UNNAMED);
            verdict.complete(Map.of());
            search("c.example:80");
            assertServed("a.example", "b.example");
            assertHeldBack("c.example");
        }
    }

    /** The judge found nobody: the suspects are sent to the Envoy in halves. */
    @Nested
    class Trying {
        private void trying(String... news) {
            verdict.complete(Map.of());
            taken("a.example");
            List<String> all = new ArrayList<>(List.of("a.example"));
            all.addAll(List.of(news));
            rowsAre(all.toArray(String[]::new));
            refuses(UNNAMED);
            look();
        }

        @Test
        void atFirstNobodyIsSentAndThenOneHalf() {
            trying("b.example", "c.example", "d.example", "e.example");
            assertServed("a.example");
            settle();
            look();
            assertServed("a.example", "b.example", "c.example");
        }

        @Test
        void allThatAreGuiltyAreSetAside() {
            trying("b.example", "c.example", "d.example", "e.example");
            search("b.example:80", "e.example:80");
            assertServed("a.example", "c.example", "d.example");
            assertHeldBack("b.example", "e.example");
            assertTaken("a.example", "c.example", "d.example");
            assertThat(questions).hasSize(1);
        }

        @Test
        void oneSuspectIsTriedAndNotConvictedUnheard() {
            trying("b.example");
            search();
            assertServed("a.example", "b.example");
            assertHeldBack();
            assertTaken("a.example", "b.example");
        }

        @Test
        void whenAllAreTakenNobodyIsGuilty() {
            trying("b.example", "c.example");
            search();
            assertServed("a.example", "b.example", "c.example");
            assertHeldBack();
            assertTaken("a.example", "b.example", "c.example");
        }

        @Test
        void rowsThatChangeWaitWhileAHalfIsTriedAndAreServedAfterwards() {
            trying("b.example", "c.example");
            // Nobody is tried yet.
            rowsAre("a.example", "b.example", "c.example", "d.example");
            assertServed("a.example", "d.example");
            settle();
            rowsAre("a.example", "b.example", "c.example", "d.example", "e.example");
            assertServed("a.example", "b.example", "d.example");
            search("b.example:80");
            assertServed("a.example", "c.example", "d.example", "e.example");
        }

        @Test
        void aTryWithoutAnAnswerCountsAsTakenAfterFifteenSeconds() {
            trying("b.example");
            settle();
            look();
            assertServed("a.example", "b.example");
            now += Duration.ofSeconds(15).toNanos();
            look();
            assertThat(containment.patience(INTERVAL)).isEqualTo(PAUSE);
            now += Duration.ofSeconds(1).toNanos();
            look();
            assertThat(containment.patience(INTERVAL)).isEqualTo(INTERVAL);
            assertServed("a.example", "b.example");
            assertTaken("a.example");
            settle();
            assertTaken("a.example", "b.example");
        }

        /** Routes are answered, and clusters wait for a health check. */
        @Test
        void aRefusalOfRoutesIsSearchedForWithoutTheAnswersAboutClusters() {
            trying("b.example", "c.example");
            envoy.isSentClusters();
            search("b.example:80");
            assertServed("a.example", "c.example");
            assertHeldBack("b.example");
            assertTaken("a.example");
        }

        @Test
        void aRefusalOfClustersIsSearchedForWithTheAnswersAboutClusters() {
            verdict.complete(Map.of());
            taken("a.example");
            rowsAre("a.example", "b.example", "c.example");
            envoy.refuses("Cluster", "some other words");
            look();
            look();
            envoy.isSentClusters();
            settle();
            settle();
            assertServed("a.example");
            envoy.acceptsClusters();
            settle();
            look();
            assertServed("a.example", "b.example");
        }

        /** They are sent when the Envoy has the rest; and no judge is asked who has already seen them refused. */
        @Test
        void anEnvoyThatComesIsSentWhatOthersRefusedAfterTheRest() {
            rows = hosts("a.example", "b.example", "c.example");
            evidence.follow(rows);
            evidence.refuses(host("b.example", 80), "the other Envoy's words");
            containment.beginWithout(evidence.refused(), rows);
            look();
            assertServed("a.example", "c.example");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", "the other Envoy's words"));
            search("b.example:80");
            assertThat(containment.heldBack()).isEqualTo(Map.of("b.example", "the other Envoy's words"));
            assertTaken("a.example", "c.example");
            assertThat(questions).isEmpty();
        }
    }

    /** The Envoy refuses what it is sent also without all suspects. */
    @Nested
    class Unexplained {
        private void unexplained() {
            verdict.complete(Map.of());
            taken("a.example");
            rowsAre("a.example", "b.example");
            refuses(UNNAMED);
            look();
            refuses(UNNAMED);
            settle();
            look();
        }

        @Test
        void nobodyIsBlamedAndAllThatIsWantedIsSent() {
            unexplained();
            assertServed("a.example", "b.example");
            assertHeldBack();
            assertThat(containment.isTaken()).isFalse();
        }

        @Test
        void theSameRefusedAgainIsNotSearchedForAgain() {
            unexplained();
            refuses(UNNAMED);
            lacks = true;
            settle();
            settle();
            assertServed("a.example", "b.example");
            assertThat(questions).hasSize(1);
        }

        @Test
        void whatIsAnsweredDoesNotCountAsTaken() {
            unexplained();
            settle();
            assertTaken("a.example");
            assertThat(containment.isTaken()).isFalse();
        }

        @Test
        void aHostThatIsNamedIsSetAside() {
            unexplained();
            refuses(cluster("b.example"));
            assertServed("a.example");
            assertHeldBack("b.example");
            settle();
            assertThat(containment.isTaken()).isFalse();
        }

        @Test
        void whenRowsChangeARefusalIsSearchedForAgain() {
            unexplained();
            rowsAre("a.example", "b.example", "c.example");
            assertServed("a.example", "b.example", "c.example");
            refuses(UNNAMED);
            assertThat(questions).containsExactly(Set.of("b.example"), Set.of("b.example", "c.example"));
        }

        @Test
        void whenRowsChangeWhatIsAnsweredIsTaken() {
            unexplained();
            rowsAre("a.example", "c.example");
            settle();
            assertTaken("a.example", "c.example");
        }
    }
}
