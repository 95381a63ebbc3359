package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvoyReleaseTest {
    private static final String DIGEST = "[0-9a-f]{64}";

    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64", "linux-aarch64", "macos-aarch64"})
    void everyPlatformHasItsDigests(String platform) {
        EnvoyRelease release = EnvoyRelease.of(properties(), platform).orElseThrow();
        assertThat(release.binaryDigest()).matches(DIGEST);
        assertThat(release.wheelDigest()).matches(DIGEST).isNotEqualTo(release.binaryDigest());
        assertThat(release.wheel()).contains(release.version());
    }

    @Test
    void theAssetIsNamedAsTheProjectNamesIt() {
        assertThat(EnvoyRelease.of(properties(), "linux-aarch64").orElseThrow().asset())
                .contains(URI.create("https://github.com/envoyproxy/envoy/releases/download/v1.40.0/"
                        + "envoy-1.40.0-linux-aarch_64"));
        assertThat(EnvoyRelease.of(properties(), "macos-aarch64").orElseThrow().asset())
                .isEmpty();
    }

    @Test
    void javasNamesOfMachinesAreTranslated() {
        assertThat(EnvoyRelease.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(EnvoyRelease.platform("Mac OS X", "aarch64")).isEqualTo("macos-aarch64");
        assertThat(EnvoyRelease.of(properties(), EnvoyRelease.platform("Linux", "riscv64")))
                .isEmpty();
    }

    private static Properties properties() {
        return EnvoyRelease.read("/envoy.properties");
    }
}
