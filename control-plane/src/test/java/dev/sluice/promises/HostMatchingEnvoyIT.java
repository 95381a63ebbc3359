package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.answer;
import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which host a request is for. */
@TestInstance(Lifecycle.PER_CLASS)
class HostMatchingEnvoyIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend exact = TestBackend.start("exact");

    @AutoClose
    private final TestBackend below = TestBackend.start("below");

    @AutoClose
    private final TestBackend deeper = TestBackend.start("deeper");

    @AutoClose
    private final TestBackend any = TestBackend.start("any");

    /** A port with a host for everything. */
    private final int catchAll = FreePorts.next();

    @BeforeAll
    void insert() {
        sluice.host("*.example.com", below);
        sluice.host("a.example.com", exact);
        sluice.host("*.deep.example.com", deeper);
        sluice.host("no-targets.example");
        sluice.host("only.example", catchAll, exact);
        sluice.host("*", catchAll, any);
        awaitAnswer(catchAll, "whatever.example", "any");
        sluice.awaitAnswer("no-targets.example", "503");
        sluice.awaitAnswer("x.deep.example.com", "deeper");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example.com",
                "A.Example.COM",
                "a.example.com:8080",
                "A.Example.COM:8080",
                "a.example.com.",
                "A.EXAMPLE.COM.:8080"
            })
    void caseAPortAndATrailingDotDoNotMatter(String host) {
        assertThat(sluice.answer(host)).isEqualTo("exact");
    }

    @ParameterizedTest
    @CsvSource({
        "a.example.com, exact",
        "b.example.com, below",
        "B.Example.Com:80, below",
        "b.c.example.com, below",
        "x.deep.example.com, deeper",
        "deep.example.com, below",
        "example.com, 404"
    })
    void anExactHostComesBeforeAWildcardAndALongerWildcardBeforeAShorter(String host, String expected) {
        assertThat(sluice.answer(host)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown.example", "localhost", "127.0.0.1"})
    void anUnknownHostIsAnswered404(String host) {
        assertThat(sluice.answer(host)).isEqualTo("404");
    }

    @ParameterizedTest
    @CsvSource({"only.example, exact", "b.example.com, any", "127.0.0.1, any", "[::1]:80, any"})
    void theHostForEverythingGetsWhatNoOtherHostOfItsPortMatches(String host, String expected) {
        assertThat(answer(catchAll, host)).isEqualTo(expected);
    }

    @Test
    void aHostWithoutTargetsIsAnswered503UntilItHasOne() {
        assertThat(sluice.answer("no-targets.example")).isEqualTo("503");
        sluice.addTarget("no-targets.example", exact);
        sluice.awaitAnswer("no-targets.example", "exact");
        sluice.deleteTarget("no-targets.example", exact);
        sluice.awaitAnswer("no-targets.example", "503");
    }
}
