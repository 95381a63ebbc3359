package dev.sluice.contain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The messages are Envoy 1.40's own. */
class WordsTest {
    private static final List<String> HOSTS = List.of("a.example.com", "*.example.com", "*", "address", "example.com");

    @Test
    void theFirstClusterOfEnvoysPhraseIsNamed() {
        assertThat(Words.named("Error adding/updating cluster(s) *.example.com: x, *.*: y", HOSTS))
                .containsExactly("*.example.com");
        assertThat(Words.named("Error adding/updating cluster(s) *.*: y", HOSTS))
                .containsExactly("*");
        assertThat(Words.named("Error adding/updating cluster(s) address: y", HOSTS))
                .containsExactly("address");
    }

    @Test
    void aPoolsClusterNamesItsHost() {
        assertThat(Words.named("Error adding/updating cluster(s) *.example.com|v2: x", HOSTS))
                .containsExactly("*.example.com");
        assertThat(Words.named("Error adding/updating cluster(s) *.*|v2: y", HOSTS))
                .containsExactly("*");
        assertThat(Words.listed("Error adding/updating cluster(s) *.*|v2: y, address|v-3: no", HOSTS))
                .containsExactlyInAnyOrder("*", "address");
    }

    /** A row's own text stands in Envoy's words: whoever wrote the row could accuse anybody. */
    @Test
    void whatStandsElsewhereInTheWordsAccusesNobody() {
        assertThat(Words.named(
                        "Error adding/updating cluster(s) x.example: bad 'a.example.com', a.example.com: z", HOSTS))
                .isEmpty();
        assertThat(Words.named("missing ): (a.example.com", HOSTS)).isEmpty();
        assertThat(Words.named("no such regex: Error adding/updating cluster(s) a.example.com: y", HOSTS))
                .isEmpty();
        assertThat(Words.named(
                        "Only unique values for domains are permitted. Duplicate entry of domain a.example.com in route"
                                + " http_80",
                        HOSTS))
                .isEmpty();
    }

    @Test
    void allThatThePhraseListsAreListed() {
        assertThat(Words.listed("Error adding/updating cluster(s) a.example.com: no, *.example.com: no", HOSTS))
                .containsExactlyInAnyOrder("a.example.com", "*.example.com");
        assertThat(Words.listed("no, *.example.com: no", HOSTS)).isEmpty();
    }

    @Test
    void portsAreThoseOfListenersAndRoutes() {
        assertThat(Words.ports("Error adding/updating listener(s) http_8080: cannot bind '0.0.0.0:8080'"))
                .isEqualTo(Set.of(8080));
        assertThat(Words.ports("my_http_80 http_x")).isEmpty();
    }

    @Test
    void manyWordsAreCutAndLinesJoined() {
        assertThat(Words.oneLine(" a\n  b ")).isEqualTo("a b");
        assertThat(Words.oneLine(
                        "goo.gle/debugstr  \nname: \"a.example.com\"\ntype: EDS\n: Proto constraint validation failed"
                                + " (ClusterValidationError.Name)"))
                .isEqualTo("Proto constraint validation failed (ClusterValidationError.Name)");
        assertThat(Words.oneLine("x".repeat(1000))).hasSize(403);
    }
}
