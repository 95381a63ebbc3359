package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.Checkout;
import dev.sluice.local.HeldPort;
import dev.sluice.local.Ports;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user has it: a process, its output, requests and rows. */
class DemoIT {
    @TempDir
    Path folder;

    private List<Integer> ports = FreePorts.next(4);
    private Path envoy = TestEnvoy.binary();

    @SuppressWarnings("NullAway.Init")
    private Process running;

    @AfterEach
    void stop() throws InterruptedException {
        running.destroy();
        running.waitFor();
    }

    @Test
    void itServesItsExamplesTakesRowsAndComesBackWithThem() throws Exception {
        start();
        assertThat(output()).contains("three example hosts").contains("ready in ");
        assertThat(get("hello.localhost")).startsWith("The ").contains(" backend, port ");
        assertThat(get("one.localhost")).startsWith("The first backend, port " + ports.get(1));
        assertThat(TestHttp.get(incoming(), "down.localhost", "/").status()).isEqualTo(503);
        execute(
                "INSERT INTO hosts (host, outgoing_port) VALUES ('new.localhost', " + ports.get(2) + ")",
                "INSERT INTO targets (host, address) VALUES ('new.localhost', '127.0.0.1')",
                "DELETE FROM hosts WHERE host = 'one.localhost'");
        awaitServed("new.localhost");
        assertThat(secondDemo())
                .contains("sluice demo: a demo is running already, pid " + running.pid() + "; end it with Ctrl-C");
        stop();
        assertThat(folder.resolve("sluice/demo/database-url")).doesNotExist();
        assertThat(output()).contains("\nstopping ...\n").endsWith("stopped; the rows are kept for the next time\n");
        start();
        assertThat(output()).contains("those of the last time");
        awaitServed("new.localhost");
        assertThat(TestHttp.get(incoming(), "one.localhost", "/").status()).isEqualTo(404);
    }

    @Test
    void afterAKillTheNextOneTakesOverWhatWasLeft() throws Exception {
        start();
        running.destroyForcibly().waitFor();
        soon().until(() -> Ports.isFree(incoming()));
        start();
        assertThat(output()).contains("attached to the PostgreSQL that an earlier run left behind (pid ");
        awaitServed("hello.localhost");
    }

    @Test
    void itsEnvoyIsStartedAgainWhenItEnds() throws Exception {
        start();
        running.children()
                .filter(child -> child.info().command().orElse("").endsWith("/envoy"))
                .forEach(ProcessHandle::destroyForcibly);
        soon().until(() -> output().contains("Envoy ended with status 137, starting it again"));
        awaitServed("hello.localhost");
    }

    /** As when a Sluice serves on this machine: the port of its status is taken, and the next one is the rows'. */
    @Test
    void theDaemonTakesNoPortThatTheRowsName() throws Exception {
        try (HeldPort status = HeldPort.from(18080)) {
            int next = status.port() + 1;
            ports = List.of(ports.get(0), next, ports.get(2), ports.get(3));
            start();
            assertThat(output()).contains("ready in ").contains(" (18080 is taken)");
        }
    }

    @Test
    void theFirstRowsOfTheReadmeAreServed() throws Exception {
        start();
        String readme = Checkout.text("README.md");
        String sql = readme.substring(readme.indexOf("```sql\n") + 7);
        execute(sql.substring(0, sql.indexOf("```")));
        // Its targets are nowhere here; the way to them is what the demo promises.
        execute(
                "UPDATE targets SET address = '127.0.0.1', port = " + ports.get(2) + " WHERE address = '10.0.0.7'",
                "DELETE FROM targets WHERE address = '10.0.0.8'",
                "DELETE FROM health_checks WHERE host = 'shop.example.com'");
        awaitServed("shop.example.com");
    }

    @Test
    void freshIsTheWayBackToTheExamples() throws Exception {
        start();
        execute("DELETE FROM hosts WHERE host <> 'one.localhost'");
        soon().until(() -> TestHttp.get(incoming(), "hello.localhost", "/").status() == 404);
        stop();
        start("--fresh");
        assertThat(output()).contains("the rows of earlier runs are deleted").contains("three example hosts");
        awaitServed("hello.localhost");
    }

    /** Longer than any part of the demo used to be waited for. */
    @Test
    void aBusyMachineIsWaitedFor() throws Exception {
        envoy = Files.writeString(folder.resolve("late"), "#!/bin/sh\nsleep 21\nexec " + envoy + " \"$@\"\n");
        assertThat(envoy.toFile().setExecutable(true)).isTrue();
        start();
        assertThat(output()).contains("waiting for Envoy: this machine is busy, or something is wrong; see ");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsASentence() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        folder = folder.resolve("file");
        running = launch(output -> {});
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said)
                .contains("sluice demo: " + folder + "/sluice/demo cannot be used: ")
                .contains("; let XDG_DATA_HOME name a folder that can be used")
                .doesNotContain("Exception");
        assertThat(running.waitFor()).isEqualTo(1);
    }

    private int incoming() {
        return ports.get(0);
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Patience.LIMIT);
    }

    private void start(String... options) throws IOException {
        running = launch(output -> output.redirectOutput(outputFile().toFile()), options);
        Awaitility.await().atMost(Patience.LIMIT).until(() -> {
            assertThat(running.isAlive()).as(output()).isTrue();
            return output().contains("What happens from now on:");
        });
    }

    private String secondDemo() throws Exception {
        Process second = launch(output -> {});
        String text = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(second.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        return text;
    }

    private Process launch(Consumer<ProcessBuilder> output, String... options) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DemoWithPorts.class.getName()),
                        ports.stream().map(String::valueOf))
                .collect(Collectors.toList());
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        // So that it looks nowhere else.
        builder.environment().put("ENVOY", envoy.toString());
        output.accept(builder);
        return builder.start();
    }

    private Path outputFile() {
        return folder.resolve("output");
    }

    private String output() throws IOException {
        return Files.readString(outputFile());
    }

    private String get(String host) throws IOException {
        return TestHttp.get(incoming(), host, "/").body();
    }

    private void awaitServed(String host) {
        soon().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> TestHttp.get(incoming(), host, "/").status() == 200);
    }

    /** With what the printed psql command has: the address, and the password from its file. */
    private void execute(String... statements) throws Exception {
        String port = Files.readString(folder.resolve("sluice/demo/database-url"))
                .replaceFirst("(?s).*@127\\.0\\.0\\.1:(\\d+).*", "$1");
        Path passwords = folder.resolve("sluice/demo/pg18/pgpass");
        String password = Files.readString(passwords).replaceAll("(?s).*:sluice:(\\w+).*", "$1");
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/sluice", "sluice", password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
