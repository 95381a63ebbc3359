package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The messages are Envoy 1.40's own. */
class WordsTest {
    private static final List<String> HOSTS = List.of("a.example.com", "*.example.com", "*", "address", "example.com");

    @Test
    void aDuplicateDomainIsNamed() {
        assertThat(Words.named(
                        "Only unique values for domains are permitted. Duplicate entry of domain a.example.com in route"
                                + " http_80",
                        HOSTS))
                .containsExactly("a.example.com");
    }

    @Test
    void wildcardsAndPunctuationBesideNamesDoNotConfuse() {
        assertThat(Words.named("Error adding/updating cluster(s) *.example.com: x, *.*: y", HOSTS))
                .containsExactlyInAnyOrder("*.example.com", "*");
        assertThat(Words.named("cluster (example.com).", HOSTS)).containsExactly("example.com");
    }

    @Test
    void aPlainWordIsAHostOnlyInQuotes() {
        assertThat(Words.named("cannot bind: Address already in use, address", HOSTS))
                .isEmpty();
        assertThat(Words.named("unknown cluster 'address'", HOSTS)).containsExactly("address");
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
