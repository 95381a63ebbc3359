package dev.sluice.doctor;

import dev.sluice.config.Config;
import dev.sluice.store.Checkup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who listens where. */
final class PortChecks {
    private PortChecks() {}

    /** Daemon, status and admin: each must be held by whom it is for. */
    static List<Finding> own(Examination seen) {
        Optional<Config> config = seen.installed().config().value();
        if (config.isEmpty()) {
            return List.of(Finding.skipped("ports", "not looked at, because the settings are not known", ""));
        }
        return seen.running()
                .sockets()
                .judged(
                        "ports",
                        "",
                        sockets -> Stream.of(
                                        xds(seen, sockets, config.get().xds().port()),
                                        own(
                                                seen,
                                                sockets,
                                                config.get().http().port(),
                                                "java",
                                                "the daemon's status",
                                                "SLUICE_HTTP_PORT"),
                                        own(
                                                seen,
                                                sockets,
                                                config.get().envoyAdmin().port(),
                                                "envoy",
                                                "Envoy's admin",
                                                "SLUICE_ENVOY_ADMIN"))
                                .toList());
    }

    private static Finding xds(Examination seen, Sockets sockets, int port) {
        return seen.servesNothing() && !sockets.isListenedOn(port)
                ? Finding.skipped("port " + port, "not open, because the daemon has nothing to serve yet", "")
                : own(seen, sockets, port, "java", "the daemon's xDS", "SLUICE_XDS_PORT");
    }

    private static Finding own(
            Examination seen, Sockets sockets, int port, String program, String whose, String setting) {
        String subject = "port " + port;
        if (!sockets.isListenedOn(port)) {
            return Finding.fail(
                    subject,
                    "nobody listens there, and it is " + whose,
                    seen.start(program.equals("envoy") ? "envoy" : "sluice"));
        }
        Optional<String> holder = sockets.program(port);
        if (holder.isEmpty()) {
            return unseen(subject);
        }
        if (holder.get().equals(Sockets.HOLDER)) {
            return Finding.fail(
                    subject, "systemd holds it, and nobody has taken it: it is " + whose, "systemctl restart sluice");
        }
        return holder.get().equals(program)
                ? Finding.ok(subject, "is " + whose)
                : Finding.fail(
                        subject,
                        holder.get() + " listens there, and it is " + whose,
                        "stop " + holder.get() + ", or set " + setting + " and /etc/envoy/envoy.yaml to another port");
    }

    /** The ports that rows ask for: Envoy's, all of them. That it lists a listener does not mean that it got the port. */
    static List<Finding> incoming(Examination seen) {
        Optional<Checkup.Wanted> wanted = seen.rows().wanted().value();
        if (wanted.isEmpty()) {
            return List.of(Finding.skipped("incoming ports", "not looked at, because the rows cannot be read", ""));
        }
        return seen.running()
                .sockets()
                .judged(
                        "incoming ports",
                        "",
                        sockets -> wanted.get().ports().stream()
                                .map(port -> incoming(sockets, port))
                                .toList());
    }

    private static Finding incoming(Sockets sockets, int port) {
        String subject = "port " + port;
        String asked = "rows ask for it as incoming_port, and ";
        if (!sockets.isListenedOn(port)) {
            return Finding.fail(
                    subject,
                    asked + "nobody listens there",
                    "see above: is Envoy connected, and does it refuse something?");
        }
        return sockets.program(port)
                .map(holder -> holder.equals("envoy")
                        ? Finding.ok(subject, "Envoy listens there, as rows ask for")
                        : Finding.fail(
                                subject,
                                asked + holder + " listens there",
                                "stop " + holder + ", or give the rows another incoming_port"))
                .orElseGet(() -> unseen(subject));
    }

    private static Finding unseen(String subject) {
        return Finding.skipped(
                subject, "somebody listens there; root only can see who", "run it as root: sudo sluice doctor");
    }
}
