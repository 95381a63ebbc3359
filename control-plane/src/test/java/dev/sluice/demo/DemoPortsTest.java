package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DemoPortsTest {
    @Test
    void theUsualPortsAreTakenWhereTheyAreFree() {
        DemoPorts ports = DemoPorts.choose(port -> port);
        assertThat(ports).isEqualTo(new DemoPorts(18000, 18080, 9901));
        assertThat(ports.noteOnXds() + ports.noteOnHttp() + ports.noteOnAdmin()).isEmpty();
    }

    @Test
    void aTakenOneIsReplacedAndTheLineSaysSo() {
        DemoPorts ports = DemoPorts.choose(port -> port == 9901 ? 9903 : port);
        assertThat(ports.admin()).isEqualTo(9903);
        assertThat(ports.noteOnAdmin()).isEqualTo(" (9901 is taken)");
        assertThat(ports.noteOnXds()).isEmpty();
    }

    @Test
    void aPortThatRowsNameCannotMove() throws IOException {
        try (ServerSocket taken = takeUnlessTaken(ExampleHost.SECOND_BACKEND)) {
            assertThat(taken).isNotNull();
            assertThatThrownBy(ExampleHost::requirePorts)
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageContaining("something else listens on")
                    .hasMessageContaining("18082")
                    .hasMessageContaining("ss -ltnp");
        }
    }

    /** Somebody else having it serves the test as well. */
    private static ServerSocket takeUnlessTaken(int port) throws IOException {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (java.net.BindException taken) {
            return new ServerSocket();
        }
    }
}
