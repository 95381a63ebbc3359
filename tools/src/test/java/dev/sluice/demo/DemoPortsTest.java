package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.local.HeldPort;
import dev.sluice.local.Ports;
import dev.sluice.testing.FreePorts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPortsTest {
    @Test
    void aTakenPortIsReplacedAndTheLineSaysSo() {
        try (HeldPort taken = HeldPort.from(FreePorts.next());
                DemoPorts ports = DemoPorts.choose(usual -> HeldPort.from(taken.port()))) {
            assertThat(List.of(
                            ports.xds().port(),
                            ports.http().port(),
                            ports.admin().port()))
                    .doesNotHaveDuplicates()
                    .allMatch(port -> port > taken.port());
            assertThat(ports.noteOnXds()).isEqualTo(" (18000 is taken)");
            assertThat(ports.noteOnHttp()).isEqualTo(" (18080 is taken)");
            assertThat(ports.noteOnAdmin()).isEqualTo(" (9901 is taken)");
        }
    }

    @Test
    void whatIsChosenNobodyElseGetsUntilItIsUsed() throws Exception {
        HeldPort held = HeldPort.from(FreePorts.next());
        assertThat(Ports.isFree(held.port())).isFalse();
        assertThat(HeldPort.at(held.port())).isEmpty();
        held.close();
        try (ServerSocket used = new ServerSocket(held.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(used.getLocalPort()).isEqualTo(held.port());
        }
    }

    @Test
    void aNewDemosRowsGetFreePortsAndKeepThem(@TempDir Path folder) throws Exception {
        List<Integer> free = FreePorts.next(4);
        ExamplePorts usual = new ExamplePorts(free.get(0), free.get(1), free.get(2), free.get(3));
        ExamplePorts chosen;
        try (HeldPort taken = HeldPort.at(usual.first()).orElseThrow()) {
            assertThat(usual.keptIn(folder, false)).isEqualTo(usual);
            chosen = usual.keptIn(folder, true);
            assertThat(chosen.first()).isGreaterThan(taken.port());
            assertThat(chosen.incoming()).isEqualTo(usual.incoming());
        }
        assertThat(usual.keptIn(folder, false)).isEqualTo(chosen);
    }

    @Test
    void aPortThatRowsNameCannotMove() throws Exception {
        List<Integer> free = FreePorts.next(4);
        ExamplePorts examples = new ExamplePorts(free.get(0), free.get(1), free.get(2), free.get(3));
        examples.requireFree();
        try (ServerSocket taken = new ServerSocket(examples.second(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(examples::requireFree)
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageContaining("something else listens on " + taken.getLocalPort() + "; see who:  ss -ltnp")
                    .hasMessageContaining("sluice demo --fresh");
        }
    }
}
