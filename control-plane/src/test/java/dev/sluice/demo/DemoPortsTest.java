package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
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
    void aPortThatRowsNameCannotMove() throws Exception {
        List<Integer> free = FreePorts.next(4);
        ExamplePorts examples = new ExamplePorts(free.get(0), free.get(1), free.get(2), free.get(3));
        examples.requireFree();
        try (ServerSocket taken = new ServerSocket(examples.second(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(examples::requireFree)
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageContaining("something else listens on " + taken.getLocalPort() + "; see who:  ss -ltnp");
        }
    }
}
