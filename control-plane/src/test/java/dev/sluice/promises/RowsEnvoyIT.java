package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.answer;
import static dev.sluice.testing.RunningSluice.awaitAnswer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A row is traffic a moment later, and so is each change of it. */
@TestInstance(Lifecycle.PER_CLASS)
class RowsEnvoyIT {
    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    @Test
    void anInsertedHostAnswers() {
        sluice.host("new.example", one);
        sluice.awaitAnswer("new.example", "one");
    }

    @Test
    void aTargetWithoutAPortIsReachedOnTheHostsOutgoingPort() {
        sluice.sql(
                "INSERT INTO hosts VALUES ('outgoing.example', %d, %d)".formatted(sluice.port(), one.port()),
                "INSERT INTO targets (host, address) VALUES ('outgoing.example', '127.0.0.1')");
        sluice.awaitAnswer("outgoing.example", "one");
        sluice.sql("UPDATE hosts SET outgoing_port = %d WHERE host = 'outgoing.example'".formatted(two.port()));
        sluice.awaitAnswer("outgoing.example", "two");
    }

    @Test
    void requestsGoToAllTargetsInTurn() {
        sluice.host("turn.example", one, two);
        sluice.awaitAnswer("turn.example", "one");
        Set<String> answers = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            answers.add(sluice.answer("turn.example"));
        }
        assertThat(answers).containsExactly("one", "two");
    }

    @Test
    void aChangedTargetIsFollowed() {
        sluice.host("changed.example", one);
        sluice.awaitAnswer("changed.example", "one");
        sluice.sql("UPDATE targets SET port = %d WHERE host = 'changed.example'".formatted(two.port()));
        sluice.awaitAnswer("changed.example", "two");
    }

    @Test
    void aDeletedTargetGetsNoMoreRequests() {
        sluice.host("less.example", one, two);
        sluice.awaitAnswer("less.example", "two");
        sluice.deleteTarget("less.example", one);
        sluice.awaitAnswer("less.example", "two");
        RunningSluice.soon()
                .until(() -> !sluice.envoy().admin("/clusters").contains("less.example::127.0.0.1:" + one.port()));
        for (int i = 0; i < 4; i++) {
            assertThat(sluice.answer("less.example")).isEqualTo("two");
        }
    }

    @Test
    void aDeletedHostIsGone() {
        sluice.host("stays.example", two);
        sluice.host("deleted.example", one);
        sluice.awaitAnswer("deleted.example", "one");
        sluice.deleteHost("deleted.example");
        sluice.awaitAnswer("deleted.example", "404");
        RunningSluice.soon().until(() -> !sluice.envoy().clusters().contains("deleted.example"));
        assertThat(sluice.answer("stays.example")).isEqualTo("two");
    }

    @Test
    void aRenamedHostTakesItsTargetsAlong() {
        sluice.host("before.example", one);
        sluice.awaitAnswer("before.example", "one");
        sluice.sql("UPDATE hosts SET host = 'after.example' WHERE host = 'before.example'");
        sluice.awaitAnswer("after.example", "one");
        sluice.awaitAnswer("before.example", "404");
    }

    @Test
    void aMovedIncomingPortAnswersThereAndNoLongerHere() {
        int from = FreePorts.next();
        int to = FreePorts.next();
        sluice.host("moved.example", from, one);
        awaitAnswer(from, "moved.example", "one");
        sluice.sql("UPDATE hosts SET incoming_port = %d WHERE host = 'moved.example'".formatted(to));
        awaitAnswer(to, "moved.example", "one");
        awaitAnswer(from, "moved.example", "refused");
    }

    @Test
    void oneHostIsServedOnItsOwnPortOnly() {
        int other = FreePorts.next();
        sluice.host("here.example", one);
        sluice.host("there.example", other, two);
        sluice.awaitAnswer("here.example", "one");
        awaitAnswer(other, "there.example", "two");
        assertThat(sluice.answer("there.example")).isEqualTo("404");
        assertThat(answer(other, "here.example")).isEqualTo("404");
    }

    /** The first connection is refused at times, and it has not left us then: the next target is tried. */
    @Test
    void aTargetThatRefusesConnectionsCostsNoRequestWhileAnotherAnswers() {
        TestBackend gone = TestBackend.start("gone");
        gone.close();
        sluice.host("half.example", one, gone);
        sluice.awaitAnswer("half.example", "one");
        for (int i = 0; i < 20; i++) {
            assertThat(sluice.answer("half.example")).isEqualTo("one");
        }
    }
}
