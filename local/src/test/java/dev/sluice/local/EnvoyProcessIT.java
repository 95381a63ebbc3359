package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestEnvoy;
import dev.sluice.testing.TestHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyProcessIT {
    @TempDir
    Path folder;

    private final int adminPort = FreePorts.next();

    private EnvoyBootstrap bootstrap() {
        return new EnvoyBootstrap(
                "admin: {address: {socket_address: {address: 127.0.0.1, port_value: " + adminPort + "}}}\n");
    }

    @Test
    void itRunsUntilItIsClosed() throws Exception {
        EnvoyProcess envoy = EnvoyProcess.start(TestEnvoy.binary(), bootstrap(), folder);
        try (envoy) {
            awaitLive();
            assertThat(folder.resolve("envoy.yaml")).hasContent(bootstrap().yaml());
            assertThat(envoy.ended()).isNotDone();
        }
        assertThat(envoy.ended().get(Patience.SECONDS, TimeUnit.SECONDS)).isZero();
        assertThat(envoy.log()).content().contains("starting main dispatch loop");
    }

    @Test
    void itEndsWhenItsOwnerIsKilled() throws Exception {
        Files.writeString(folder.resolve("bootstrap"), bootstrap().yaml());
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        TestEnvoy.binary().toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        awaitLive();
        owner.destroyForcibly();
        Awaitility.await().until(() -> Ports.isFree(adminPort));
    }

    private void awaitLive() {
        Awaitility.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> TestHttp.get(adminPort, "admin", "/ready").status() == 200);
    }

    /** Another process that has an Envoy until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[1]);
            EnvoyBootstrap bootstrap = new EnvoyBootstrap(Files.readString(folder.resolve("bootstrap")));
            EnvoyProcess.start(Path.of(args[0]), bootstrap, folder).ended().get();
        }
    }
}
