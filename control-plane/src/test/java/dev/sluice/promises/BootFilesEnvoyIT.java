package dev.sluice.promises;

import static dev.sluice.testing.RunningSluice.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.RunningSluice;
import dev.sluice.testing.TestBackend;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestPostgres;
import dev.sluice.testing.Traffic;
import dev.sluice.testing.XdsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Envoy, started as systemd does, serves what was served last although no daemon answers. */
@SuppressWarnings("try") // Requests go through an Envoy that nobody names.
class BootFilesEnvoyIT {
    private static final String FROM_FILES = ": starting from ";

    private static final String DEFAULT = "fleet-default";

    private enum Damage {
        A_BIT_OF_THE_CLUSTERS_FLIPPED {
            @Override
            void doTo(Path folder) throws IOException {
                byte[] bytes = Files.readAllBytes(folder.resolve("clusters.pb"));
                bytes[bytes.length - 5] ^= 1;
                Files.write(folder.resolve("clusters.pb"), bytes);
            }
        },
        LISTENERS_CUT_OFF {
            @Override
            void doTo(Path folder) throws IOException {
                byte[] bytes = Files.readAllBytes(folder.resolve("listeners.pb"));
                Files.write(folder.resolve("listeners.pb"), Arrays.copyOf(bytes, bytes.length / 2));
            }
        },
        NO_CLUSTERS {
            @Override
            void doTo(Path folder) throws IOException {
                Files.delete(folder.resolve("clusters.pb"));
            }
        },
        NO_ROUTES {
            @Override
            void doTo(Path folder) throws IOException {
                Files.delete(routes(folder));
            }
        },
        EMPTY_ROUTES {
            @Override
            void doTo(Path folder) throws IOException {
                Files.write(routes(folder), new byte[0]);
            }
        };

        abstract void doTo(Path folder) throws IOException;

        private static Path routes(Path folder) throws IOException {
            try (var files = Files.newDirectoryStream(folder, "routes-*.pb")) {
                return files.iterator().next();
            }
        }
    }

    @AutoClose
    private final RunningSluice sluice = RunningSluice.on(TestPostgres.fresh()).start();

    @AutoClose
    private final TestBackend one = TestBackend.start("one");

    @AutoClose
    private final TestBackend two = TestBackend.start("two");

    private final int port = sluice.port();

    /** The row of a host, and then no daemon: whether there is a database does not matter. */
    @BeforeEach
    void theDaemonIsGone() {
        sluice.host("a.example", one);
        soon().until(() -> sluice.kept().contains("a.example"));
        // What waits to be written is written at its end.
        sluice.stop();
    }

    @Test
    void itServesAndFollowsTheRowsWhenTheDaemonIsBackWithoutAFailedRequest() throws Exception {
        int otherPort = FreePorts.next();
        try (TestEnvoy envoy = start(0).awaitLive();
                Traffic traffic = Traffic.to(port, "a.example")) {
            assertThat(envoy.log()).contains(FROM_FILES);
            soon().until(() -> traffic.answered() > 10);
            sluice.host("b.example", one);
            sluice.startAgain();
            sluice.awaitAnswer("b.example", "one");
            try (Traffic b = Traffic.to(port, "b.example")) {
                sluice.sql("UPDATE targets SET port = %d".formatted(two.port()));
                sluice.host("c.example", otherPort, one);
                RunningSluice.awaitAnswer(otherPort, "c.example", "one");
                sluice.awaitAnswer("a.example", "two");
                sluice.host("d.example", one);
                sluice.deleteHost("c.example");
                sluice.awaitAnswer("d.example", "one");
                RunningSluice.awaitAnswer(otherPort, "c.example", "refused");
                assertThat(b.failures()).isEmpty();
            }
            sluice.deleteHost("b.example");
            sluice.awaitAnswer("b.example", "404");
            soon().until(() -> !envoy.clusters().contains("b.example"));
            soon().until(() -> traffic.answered() > 100);
            assertThat(traffic.failures()).isEmpty();
        }
        assertThat(sluice.bootFiles().resolve(DEFAULT).resolve("routes-http_" + otherPort + ".pb"))
                .doesNotExist();
    }

    @Test
    void theNextStartOfEnvoyIsTheDaemonsAgain() throws Exception {
        try (TestEnvoy envoy = start(0)) {
            envoy.awaitLive();
        }
        sluice.startAgain();
        sluice.awaitServing();
        // Far more patience than the test has: nobody waits for a daemon that answers.
        try (TestEnvoy envoy = start(3600).awaitLive()) {
            assertThat(envoy.log()).doesNotContain(FROM_FILES);
            sluice.sql("UPDATE targets SET port = %d".formatted(two.port()));
            RunningSluice.soon()
                    .untilAsserted(() -> assertThat(sluice.answer("a.example")).isEqualTo("two"));
        }
    }

    @Test
    void itServesTheHostsOfItsFleetOnly() {
        String edge = sluice.bootstrap().replace("cluster: default", "cluster: edge");
        sluice.sql(
                "INSERT INTO hosts (host, fleet, incoming_port) VALUES ('edge.example', 'edge', %d)".formatted(port));
        sluice.addTarget("edge.example", one);
        sluice.startAgain();
        sluice.withEnvoy(edge);
        sluice.awaitAnswer("edge.example", "one");
        sluice.envoy().close();
        sluice.stop();
        try (TestEnvoy envoy = start(edge, 0, sluice.bootFiles()).awaitLive()) {
            assertThat(sluice.answer("edge.example")).isEqualTo("one");
            assertThat(sluice.answer("a.example")).isEqualTo("404");
        }
    }

    /** Another Envoy on the machine, a test, a stranger: whoever comes is one more, and takes no file away. */
    @Test
    void anEnvoyOfAnotherFleetTakesNothingAway() throws Exception {
        sluice.startAgain();
        sluice.awaitServing().withEnvoy();
        try (XdsClient ghost = XdsClient.connect(sluice.config().xds().port(), "ghost");
                XdsClient edge = XdsClient.connect(sluice.config().xds().port(), "edge")) {
            sluice.sql("INSERT INTO hosts (host, fleet, incoming_port) VALUES ('edge.example', 'edge', %d)"
                    .formatted(port));
            soon().until(() -> edge.clusters().contains("edge.example"));
            sluice.host("b.example", one);
            sluice.awaitAnswer("b.example", "one");
            assertThat(ghost.clusters()).isEmpty();
        }
        sluice.stop();
        assertThat(sluice.bootFiles().resolve("fleet-edge")).exists();
        assertThat(sluice.bootFiles().resolve("fleet-ghost")).doesNotExist();
        sluice.envoy().close();
        try (TestEnvoy envoy = start(0).awaitLive()) {
            assertThat(envoy.log()).contains(FROM_FILES);
            assertThat(sluice.answer("a.example")).isEqualTo("one");
            assertThat(sluice.answer("b.example")).isEqualTo("one");
            assertThat(sluice.answer("edge.example")).isEqualTo("404");
        }
    }

    @Test
    void aDaemonThatComesALittleLaterIsWaitedFor() throws Exception {
        try (TestEnvoy envoy = start(3600)) {
            soon().until(() -> isBetweenTwoLooks(envoy));
            sluice.startAgain();
            envoy.awaitLive();
            sluice.awaitAnswer("a.example", "one");
            assertThat(envoy.log()).doesNotContain(FROM_FILES);
        }
    }

    private static boolean isBetweenTwoLooks(TestEnvoy envoy) {
        return ProcessHandle.of(envoy.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .anyMatch(child -> child.info().command().orElse("").endsWith("/sleep"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDamagedIsNotStartedFrom(Damage damage) throws Exception {
        damage.doTo(sluice.bootFiles().resolve(DEFAULT));
        try (TestEnvoy envoy = start(0)) {
            soon().until(() -> envoy.admin("/ready").equals("PRE_INITIALIZING\n"));
            assertThat(envoy.log()).contains(" is missing or damaged").doesNotContain(FROM_FILES);
            sluice.startAgain();
            envoy.awaitLive();
            sluice.awaitAnswer("a.example", "one");
        }
    }

    /** A brace ends the mapping in YAML. */
    @Test
    void whatEnvoyRefusesIsNotStartedFrom(@TempDir Path parent) throws Exception {
        Path strange = parent.resolve("a}b");
        Files.createDirectories(strange.resolve(DEFAULT));
        try (var files = Files.newDirectoryStream(sluice.bootFiles().resolve(DEFAULT))) {
            for (Path file : files) {
                Files.copy(file, strange.resolve(DEFAULT).resolve(file.getFileName()));
            }
        }
        try (TestEnvoy envoy = start(0, strange)) {
            soon().until(() -> envoy.admin("/ready").equals("PRE_INITIALIZING\n"));
            assertThat(envoy.log()).contains("Envoy refuses to start from ").doesNotContain(FROM_FILES);
        }
    }

    @Test
    void withoutFilesItIsTheBootstrapAtOnce(@TempDir Path empty) throws Exception {
        try (TestEnvoy envoy = start(3600, empty)) {
            soon().until(() -> envoy.admin("/ready").equals("PRE_INITIALIZING\n"));
            assertThat(envoy.log()).doesNotContain(FROM_FILES);
        }
    }

    private TestEnvoy start(int patience) {
        return start(patience, sluice.bootFiles());
    }

    private TestEnvoy start(int patience, Path files) {
        return start(sluice.bootstrap(), patience, files);
    }

    private TestEnvoy start(String bootstrap, int patience, Path files) {
        return TestEnvoy.startByScript(
                bootstrap,
                sluice.config().envoyAdmin().port(),
                Map.of("BOOT_FILES", files.toAbsolutePath().toString(), "PATIENCE", Integer.toString(patience)));
    }
}
