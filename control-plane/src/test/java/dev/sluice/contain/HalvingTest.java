package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a trial goes that is driven by an Envoy's answers, {@link TrialTest} shows. */
class HalvingTest {
    private final List<List<String>> asked = new ArrayList<>();

    /** Plays somebody who refuses whatever holds one of {@code bad}. */
    private Map<String, String> play(Halving halving, String... bad) {
        for (List<String> group = halving.next(); !group.isEmpty(); group = halving.next()) {
            asked.add(group);
            if (group.stream().anyMatch(Set.of(bad)::contains)) {
                halving.refused(group, name -> "no to " + name);
            }
        }
        return halving.guilty();
    }

    @Test
    void oneQuestionIsEnoughWhereAllAreGood() {
        assertThat(play(Halving.of(List.of("c", "a", "b")))).isEmpty();
        assertThat(asked).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void aGroupThatIsRefusedIsHalvedAndOneThatIsTakenIsInnocent() {
        assertThat(play(Halving.of(List.of("a", "b", "c", "d", "e")), "b")).isEqualTo(Map.of("b", "no to b"));
        assertThat(asked)
                .containsExactly(
                        List.of("a", "b", "c", "d", "e"),
                        List.of("a", "b"),
                        List.of("a"),
                        List.of("b"),
                        List.of("c", "d", "e"));
    }

    @Test
    void thoseWhoWereRefusedTogetherAreNotAskedAboutTogetherAgain() {
        assertThat(play(Halving.ofRefused(List.of("a", "b", "c")), "a", "c"))
                .isEqualTo(Map.of("a", "no to a", "c", "no to c"));
        assertThat(asked).containsExactly(List.of("a"), List.of("b", "c"), List.of("b"), List.of("c"));
    }

    @Test
    void oneWhoWasRefusedWithOthersIsAskedAboutAlone() {
        assertThat(play(Halving.ofRefused(List.of("a")))).isEmpty();
        assertThat(asked).containsExactly(List.of("a"));
    }

    @Test
    void whereNobodyIsSuspectNobodyIsAskedAbout() {
        assertThat(play(Halving.of(List.of()))).isEmpty();
        assertThat(play(Halving.ofRefused(List.of()))).isEmpty();
        assertThat(asked).isEmpty();
    }
}
