package dev.sluice.provision;

import dev.sluice.config.Setting;
import java.util.Optional;

/** What the VM's {@code sluice.env} says, where that differs from the file that a release brings. */
final class Settings {
    static final String PATH = "/etc/sluice/sluice.env";

    private static final String LOCAL = "postgres://sluice@127.0.0.1:5432/sluice";

    private static final String HEAD = """
            # Settings of the daemon, one SLUICE_NAME=value a line. Changed? systemctl restart sluice
            # The password does not belong here, but in /etc/credstore/sluice.database-password (root's, 0600).
            """;

    private Settings() {}

    /** Empty when the release's own file is right as it is. */
    static Optional<String> of(LoadBalancer wanted) {
        if (wanted.database().isEmpty() && wanted.listenAddress().isEmpty()) {
            return Optional.empty();
        }
        String url = wanted.database().map(RemoteDatabase::urlOnTheVm).orElse(LOCAL);
        return Optional.of(HEAD
                + line(Setting.DATABASE_URL, url)
                // The daemon's role can only read; the owner of the tables runs sluice migrate.
                + line(Setting.MIGRATE, "false")
                + wanted.listenAddress()
                        .map(address -> line(Setting.LISTEN_ADDRESS, address))
                        .orElse(""));
    }

    private static String line(Setting<?> setting, String value) {
        return setting.variable() + "=" + value + "\n";
    }
}
