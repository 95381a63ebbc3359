package dev.sluice.bench;

import dev.sluice.local.EnvoyBootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A control plane to be measured.
 *
 * @param command what starts it; it finds the database in DATABASE_URL and its port in XDS_PORT
 * @param bootstrap its Envoy's, with {@code @XDS@} and {@code @ADMIN@} for the two ports; empty for ours
 * @param bringsTables whether it creates the tables itself
 */
record Contender(String name, String command, Optional<Path> bootstrap, boolean bringsTables) {
    static Contender sluice(Path root) {
        return new Contender("Sluice", root.resolve("sluice") + " serve", Optional.empty(), true);
    }

    static Contender rival(String command, Path bootstrap) {
        return new Contender("rival", command, Optional.of(bootstrap), false);
    }

    String bootstrap(int xdsPort, int adminPort) throws IOException {
        if (bootstrap.isEmpty()) {
            return EnvoyBootstrap.packaged().withPorts(xdsPort, adminPort).yaml();
        }
        return Files.readString(bootstrap.get())
                .replace("@XDS@", Integer.toString(xdsPort))
                .replace("@ADMIN@", Integer.toString(adminPort));
    }
}
