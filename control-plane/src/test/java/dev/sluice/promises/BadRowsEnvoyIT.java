package dev.sluice.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Config;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A row that no constraint can refuse costs its own host only, and only until it is put right. */
@TestInstance(Lifecycle.PER_CLASS)
class BadRowsEnvoyIT {
    /** What turns the good row of a host with one target into a bad one. */
    private enum Mistake {
        TARGET_IS_THE_XDS_SERVER("INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', XDS)"),
        TARGET_IS_OUR_HTTP_SERVER("INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', HTTP)"),
        TARGET_IS_ENVOYS_ADMIN("INSERT INTO targets (host, address, port) VALUES ('HOST', '127.8.8.8', ADMIN)"),
        TARGET_IS_THE_DATABASE("INSERT INTO targets (host, address, port) VALUES ('HOST', '::1', DATABASE)"),
        TARGET_IS_ITS_OWN_LISTENER("INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', LISTENER)"),
        TARGET_IS_THERE_WITH_AND_WITHOUT_ITS_PORT("UPDATE hosts SET outgoing_port = GOOD WHERE host = 'HOST';"
                + " INSERT INTO targets (host, address) VALUES ('HOST', '127.0.0.1')"),
        LISTENER_ON_THE_XDS_SERVERS_PORT("UPDATE hosts SET incoming_port = XDS WHERE host = 'HOST'"),
        LISTENER_ON_OUR_HTTP_SERVERS_PORT("UPDATE hosts SET incoming_port = HTTP WHERE host = 'HOST'"),
        LISTENER_ON_ENVOYS_ADMIN_PORT("UPDATE hosts SET incoming_port = ADMIN WHERE host = 'HOST'"),
        LISTENER_ON_THE_DATABASES_PORT("UPDATE hosts SET incoming_port = DATABASE WHERE host = 'HOST'");

        private final String sql;

        Mistake(String sql) {
            this.sql = sql;
        }
    }

    private static final String FIX = "UPDATE hosts SET incoming_port = LISTENER WHERE host = 'HOST';"
            + " DELETE FROM targets WHERE host = 'HOST';"
            + " INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', BETTER)";

    @AutoClose
    private final RunningSluice sluice = RunningSluice.start().withEnvoy();

    @AutoClose
    private final TestBackend good = TestBackend.start("good");

    @AutoClose
    private final TestBackend better = TestBackend.start("better");

    private final AtomicInteger hosts = new AtomicInteger();

    /** So that there is a listener to say 404. */
    @BeforeAll
    void insertAHostThatStays() {
        sluice.host("stays.example", good);
        sluice.awaitAnswer("stays.example", "good");
    }

    @ParameterizedTest
    @EnumSource
    void aNewBadHostIsLeftOutTheOthersAreServedAndItIsToWhenItIsFixed(Mistake mistake) {
        String bad = newName();
        transaction(
                bad,
                "INSERT INTO hosts (host, incoming_port) VALUES ('HOST', LISTENER);"
                        + " INSERT INTO targets (host, address, port) VALUES ('HOST', '127.0.0.1', GOOD);"
                        + mistake.sql);
        othersAreServed();
        assertThat(sluice.answer(bad)).isEqualTo("404");
        transaction(bad, FIX);
        sluice.awaitAnswer(bad, "better");
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatTurnsBadKeepsItsLastGoodFormUntilItIsFixed(Mistake mistake) {
        String bad = newName();
        sluice.host(bad, good);
        sluice.awaitAnswer(bad, "good");
        transaction(bad, mistake.sql);
        othersAreServed();
        for (int i = 0; i < 4; i++) {
            assertThat(sluice.answer(bad)).isEqualTo("good");
        }
        transaction(bad, FIX);
        sluice.awaitAnswer(bad, "better");
    }

    @Test
    void aBadHostThatIsDeletedIsGoneThoughItHadALastGoodForm() {
        String bad = newName();
        sluice.host(bad, good);
        sluice.awaitAnswer(bad, "good");
        transaction(bad, Mistake.LISTENER_ON_THE_XDS_SERVERS_PORT.sql);
        othersAreServed();
        sluice.deleteHost(bad);
        sluice.awaitAnswer(bad, "404");
    }

    /** Its cluster would take the place of the one that leads to us. */
    @Test
    void aHostNamedAsTheClusterThatLeadsToUsIsLeftOut() {
        sluice.host("xds_cluster", good);
        othersAreServed();
        assertThat(sluice.answer("xds_cluster")).isEqualTo("404");
        sluice.sql("UPDATE hosts SET host = 'renamed.example' WHERE host = 'xds_cluster'");
        sluice.awaitAnswer("renamed.example", "good");
        assertThat(sluice.envoy().stat("cluster_manager.cds.update_rejected")).isZero();
    }

    /** One comes, changes and goes; when it does, what was committed before has been read as well. */
    private void othersAreServed() {
        String other = newName();
        sluice.host(other, good);
        sluice.awaitAnswer(other, "good");
        sluice.addTarget(other, better);
        sluice.deleteTarget(other, good);
        sluice.awaitAnswer(other, "better");
        sluice.deleteHost(other);
        sluice.awaitAnswer(other, "404");
    }

    private void transaction(String host, String statements) {
        Config config = sluice.config();
        sluice.sql("BEGIN; "
                + statements
                        .replace("HOST", host)
                        .replace("XDS", port(config.xds().port()))
                        .replace("HTTP", port(config.http().port()))
                        .replace("ADMIN", port(config.envoyAdmin().port()))
                        .replace(
                                "DATABASE",
                                port(config.database().servers().get(0).port()))
                        .replace("LISTENER", port(sluice.port()))
                        .replace("GOOD", port(good.port()))
                        .replace("BETTER", port(better.port()))
                + "; COMMIT");
    }

    private static String port(int port) {
        return Integer.toString(port);
    }

    private String newName() {
        return "host-" + hosts.incrementAndGet() + ".example";
    }
}
