package dev.sluice.provision;

import java.util.List;

/** The script that installs everything on the VM, and may be run again at any time. */
final class ProvisionScript {
    static final String PATH = "/usr/local/sbin/sluice-provision";

    private static final String HEAD = """
            #!/bin/sh
            # Installs Sluice or upgrades it: safe to run again, after a failure or with another address and digest.
            set -eu
            umask 022
            """;

    /** cloud-init runs a part of its own from a folder of its own. */
    private static final String KEEP_A_COPY = """
            [ "$0" = %s ] || install -m 755 "$0" %s
            """.formatted(PATH, PATH);

    private static final String FETCH = """

            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            fetch() { # ADDRESS SHA256 FILE: refused unless the digest is this one
                curl --fail --silent --show-error --location --retry 10 --retry-connrefused --output "$work/$3" "$1"
                echo "$2  $work/$3" | sha256sum --check --quiet
            }
            """;

    private static final String INSTALL_TARBALL = """
            mkdir "$work/sluice"
            tar -xzf "$work/release-1" --strip-components=1 --no-same-owner -C "$work/sluice"

            # Its digest covers all that is installed: Envoy's own digests are in it.
            "$work/sluice/deploy/install-envoy"
            "$work/sluice/deploy/install"
            """;

    private static final String INSTALL_DEBIAN_PACKAGES = """

            # What was changed under /etc stays.
            DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \\
                --option Dpkg::Options::=--force-confdef --option Dpkg::Options::=--force-confold "$work"/release-*.deb
            """;

    private static final String LOCAL_DATABASE = """

            # The password is made here and goes nowhere else.
            /usr/lib/sluice/deploy/local-database
            """;

    private static final String REMOTE_DATABASE = """

            # The password comes from elsewhere, and systemd hands it to the daemon alone. The rights to fetch it can come
            # some time after the VM.
            password() { sh -c %s; }
            tries=60
            until (umask 077 && password >"$work/password") && [ -s "$work/password" ]; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || { echo "sluice-provision: no database password; mend that and run $0" >&2; exit 1; }
                sleep 2
            done
            install -d -m 700 /etc/credstore
            install -m 600 "$work/password" /etc/credstore/sluice.database-password
            """;

    private static final String SETTINGS = """
            chgrp sluice /etc/sluice/sluice.env
            """;

    private static final String FLEET = """

            # The load balancers that it is one of; an Envoy that runs already has to start again for it.
            if ! grep -q '^  cluster: %1$s$' /etc/envoy/envoy.yaml; then
                sed -i 's/^\\(  cluster:\\) .*/\\1 %1$s/' /etc/envoy/envoy.yaml
                grep -q '^  cluster: %1$s$' /etc/envoy/envoy.yaml
                systemctl try-restart --no-block envoy
            fi
            """;

    private static final String AFTER_TARBALL = """

            # The daemon runs the new release at once, which no client notices. Envoy stays up: restart it yourself when its
            # own version changed. No block: this runs inside a boot that is not over yet.
            """;

    private static final String AFTER_DEBIAN_PACKAGES = """

            # The daemon gets its password, which no client notices. Envoy is restarted by its package when it is another
            # Envoy. No block: this runs inside a boot that is not over yet.
            """;

    private static final String START = """
            systemctl enable --quiet sluice envoy
            systemctl restart --no-block sluice
            systemctl start --no-block envoy
            """;

    private ProvisionScript() {}

    /** As a file that cloud-init writes and then runs. */
    static String of(LoadBalancer wanted) {
        return HEAD + body(wanted);
    }

    /** As a part that cloud-init runs by itself. */
    static String asPart(LoadBalancer wanted) {
        return HEAD + KEEP_A_COPY + body(wanted);
    }

    private static String body(LoadBalancer wanted) {
        return FETCH
                + downloads(wanted.release())
                + (wanted.fromDebianPackages() ? INSTALL_DEBIAN_PACKAGES : INSTALL_TARBALL)
                + (Settings.of(wanted).isEmpty() ? "" : SETTINGS)
                + wanted.database()
                        .map(remote -> REMOTE_DATABASE.formatted(quoted(remote.password())))
                        .orElse(LOCAL_DATABASE)
                + wanted.fleet().map(fleet -> FLEET.formatted(fleet)).orElse("")
                + (wanted.fromDebianPackages() ? AFTER_DEBIAN_PACKAGES : AFTER_TARBALL)
                + START;
    }

    private static String downloads(List<Download> release) {
        StringBuilder lines = new StringBuilder();
        for (Download file : release) {
            int number = release.indexOf(file) + 1;
            lines.append("fetch %s \\\n    %s release-%d%s\n"
                    .formatted(quoted(file.url()), file.sha256(), number, file.isDebianPackage() ? ".deb" : ""));
        }
        return lines.toString();
    }

    /** As one word of the shell's. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
