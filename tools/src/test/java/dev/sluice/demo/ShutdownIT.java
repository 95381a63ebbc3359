package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Daemon;
import dev.sluice.config.Config;
import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.XdsAccess;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestPostgres;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShutdownIT {
    private static final String LOOPBACK = "127.0.0.1";

    /** The daemon opens this one last, when it has something to serve. */
    @Test
    void anXdsPortThatSomebodyTookMeanwhileEndsTheDemoInASentence(@TempDir Path folder) throws Exception {
        int port = FreePorts.next();
        Console console = new Console(new PrintWriter(Writer.nullWriter()));
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                Shutdown shutdown = Shutdown.of(console);
                Daemon daemon = Daemon.start(config(taken.getLocalPort(), folder))) {
            shutdown.watch(daemon);
            assertThatThrownBy(() -> shutdown.isAsked(Patience.LIMIT))
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageMatching("cannot listen on 127.0.0.1:" + port + " for xDS: .*Address already in use"
                            + "; start the demo again, it will choose another port");
        }
    }

    private static Config config(int xds, Path folder) {
        return new Config(
                TestPostgres.fresh().config(),
                true,
                Duration.ofSeconds(1),
                true,
                new HostPort(LOOPBACK, xds),
                XdsAccess.OPEN,
                LOOPBACK,
                new HostPort(LOOPBACK, FreePorts.next()),
                new HostPort(LOOPBACK, FreePorts.next()),
                folder,
                Limits.USUAL);
    }
}
