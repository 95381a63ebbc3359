package dev.sluice.local;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The proxy for an address, from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}: Java reads none of them. */
record Proxies(Map<String, String> env) {

    Proxy proxyFor(URI address) {
        String setting = setting(address.getScheme() + "_proxy");
        if (setting.isEmpty() || isExempt(address.getHost())) {
            return Proxy.NO_PROXY;
        }
        URI proxy = URI.create(setting.contains("://") ? setting : "http://" + setting);
        int port = proxy.getPort() == -1 ? 80 : proxy.getPort();
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port));
    }

    private boolean isExempt(String host) {
        return Stream.of(setting("no_proxy").split("[,\\s]+"))
                .map(name -> name.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", ""))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> name.equals("*") || host.equals(name) || host.endsWith("." + name));
    }

    private String setting(String name) {
        return env.getOrDefault(name, env.getOrDefault(name.toUpperCase(Locale.ROOT), ""))
                .trim();
    }
}
