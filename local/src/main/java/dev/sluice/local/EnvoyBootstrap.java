package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bootstrap file that Sluice ships, as text: an Envoy on this machine gets it as it is, but for the ports.
 *
 * @param yaml the whole file
 */
public record EnvoyBootstrap(String yaml) {
    private static final int XDS_PORT = 18000;
    private static final int ADMIN_PORT = 9901;

    /** {@code envoy/bootstrap.yaml}. */
    public static EnvoyBootstrap packaged() {
        try (InputStream file = EnvoyBootstrap.class.getResourceAsStream("/envoy/bootstrap.yaml")) {
            if (file == null) {
                throw new IllegalStateException("this build lacks envoy/bootstrap.yaml");
            }
            return new EnvoyBootstrap(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with other ports. */
    public EnvoyBootstrap withPorts(int xds, int admin) {
        return new EnvoyBootstrap(replacePort(replacePort(yaml, XDS_PORT, xds), ADMIN_PORT, admin));
    }

    private static String replacePort(String yaml, int from, int to) {
        Matcher port = Pattern.compile("(port_value: *)" + from + "\\b").matcher(yaml);
        if (port.results().count() != 1) {
            throw new IllegalStateException("the bootstrap must name port " + from + " once");
        }
        return port.replaceFirst("$1" + to);
    }
}
