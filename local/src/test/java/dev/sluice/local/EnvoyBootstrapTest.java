package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnvoyBootstrapTest {
    @Test
    void onlyThePortsAreReplaced() {
        EnvoyBootstrap bootstrap = new EnvoyBootstrap(
                "admin: {port_value: 9901}\n# 18000 is the default\nxds: { port_value: 18000 }\nmax: 180000\n");
        assertThat(bootstrap.withPorts(18001, 9902).yaml())
                .isEqualTo(
                        "admin: {port_value: 9902}\n# 18000 is the default\nxds: { port_value: 18001 }\nmax: 180000\n");
    }

    @Test
    void theOneThatSluiceShipsHasBoth() {
        assertThat(EnvoyBootstrap.packaged().withPorts(18001, 9902).yaml())
                .contains("port_value: 18001")
                .contains("port_value: 9902");
    }

    @Test
    void aBootstrapWithoutThePortsIsABug() {
        assertThatThrownBy(() -> new EnvoyBootstrap("port_value: 9901").withPorts(1, 2))
                .hasMessage("the bootstrap must name port 18000 once");
    }
}
