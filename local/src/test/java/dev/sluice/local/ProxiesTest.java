package dev.sluice.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final Proxies PROXIES = new Proxies(Map.of(
            "HTTPS_PROXY", "http://proxy.example:3128/",
            "http_proxy", "plain.example:8080",
            "no_proxy", "localhost, .corp.example,10.0.0.1:80"));

    @Test
    void eachSchemeHasItsOwn() {
        assertThat(at("https://pypi.org/simple")).hasToString("HTTP @ proxy.example/<unresolved>:3128");
        assertThat(at("http://pypi.org/simple")).hasToString("HTTP @ plain.example/<unresolved>:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:1/", "https://corp.example/", "https://a.corp.example/", "http://10.0.0.1/"})
    void exemptHostsAreReachedDirectly(String address) {
        assertThat(at(address)).isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void aStarExemptsAllAndAnUnsetVariableMeansNone() {
        URI address = URI.create("https://pypi.org/");
        assertThat(new Proxies(Map.of()).proxyFor(address)).isEqualTo(Proxy.NO_PROXY);
        assertThat(new Proxies(Map.of("https_proxy", "p:1", "NO_PROXY", "*")).proxyFor(address))
                .isEqualTo(Proxy.NO_PROXY);
    }

    private static Proxy at(String address) {
        return PROXIES.proxyFor(URI.create(address));
    }
}
