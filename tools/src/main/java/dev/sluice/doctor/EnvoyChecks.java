package dev.sluice.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Counted;
import dev.sluice.store.Checkup;
import dev.sluice.translate.EnvoyVersion;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Envoy tells of itself. */
final class EnvoyChecks {
    private static final Pattern VERSION = Pattern.compile(".*/(\\d+\\.\\d+\\.\\d+)/.*");
    /** What {@code envoy-start} lays over the bootstrap then. */
    private static final String FILES = "path_config_source";

    private EnvoyChecks() {}

    static List<Finding> envoy(Examination seen) {
        return seen.running().envoy().judged("envoy", seen.start("envoy"), info -> {
            String state = info.path("state").asText();
            return List.of(
                    switch (state) {
                        case "LIVE" -> Finding.ok("envoy", "is live, as node " + node(info));
                        case "DRAINING" ->
                            Finding.fail(
                                    "envoy",
                                    "was told to take no new requests",
                                    "curl -X POST 127.0.0.1:9901/healthcheck/ok");
                        default -> unconfigured(seen, state);
                    });
        });
    }

    private static Finding unconfigured(Examination seen, String state) {
        return seen.servesNothing()
                ? Finding.skipped("envoy", "waits for the daemon, which has nothing to serve yet", "")
                : Finding.fail(
                        "envoy",
                        "has no configuration yet (" + state + ") and listens nowhere",
                        "it waits for the daemon, and for the first health checks");
    }

    private static String node(JsonNode info) {
        return info.path("node").path("id").asText("?") + " of the cluster "
                + info.path("node").path("cluster").asText("?");
    }

    static List<Finding> version(Examination seen) {
        return seen.running()
                .envoy()
                .value()
                .map(info -> List.of(version(info.path("version").asText())))
                .orElse(List.of());
    }

    private static Finding version(String told) {
        String oldest = EnvoyVersion.OLDEST.withoutPatch();
        String remedy = "use Envoy " + oldest + " or newer";
        Matcher running = VERSION.matcher(told);
        Optional<EnvoyVersion> known = running.matches() ? EnvoyVersion.of(running.group(1)) : Optional.empty();
        return known.map(version -> version.isTooOld()
                        ? Finding.warn(
                                "envoy",
                                "version " + version + " is older than " + oldest
                                        + ", the oldest that Sluice supports: it is served all the same, and may refuse what newer ones take",
                                remedy)
                        : Finding.ok("envoy", "version " + version))
                .orElseGet(() -> Finding.warn("envoy", "has a version that cannot be read: " + told, remedy));
    }

    /** One that found no daemon at its start goes on reading files, also when the daemon is back. */
    static List<Finding> source(Examination seen) {
        return seen.running()
                .envoy()
                .value()
                .map(info ->
                        info.path("command_line_options").path("config_yaml").asText())
                .map(overlay -> List.of(source(seen, overlay.contains(FILES))))
                .orElse(List.of());
    }

    private static Finding source(Examination seen, boolean files) {
        return files
                ? Finding.warn(
                        "envoy",
                        "found no daemon at its start and reads the files of its boot: changes take some seconds to reach it",
                        "with the daemon running, when a moment without new connections suits: "
                                + seen.restart("envoy"))
                : Finding.ok("envoy", "asks the daemon for its configuration, and not files");
    }

    /** A misspelt cluster is a fleet without hosts: everything is fine, and nothing is served. */
    static List<Finding> fleet(Examination seen) {
        String fleet = seen.running().fleet();
        return seen.rows()
                .wanted()
                .value()
                .map(wanted -> List.of(fleet(seen, fleet, wanted)))
                .orElse(List.of());
    }

    private static Finding fleet(Examination seen, String fleet, Checkup.Wanted wanted) {
        if (wanted.fleets().contains(fleet)) {
            return Finding.ok("fleet", fleet + ", with " + Counted.of(wanted.hosts(), "host"));
        }
        String others = wanted.fleets().isEmpty() ? "" : "; there are " + String.join(", ", wanted.fleets());
        return Finding.warn(
                "fleet",
                fleet + " has no host" + others,
                "insert one, or name another fleet as node.cluster in /etc/envoy/envoy.yaml: " + seen.restart("envoy"));
    }

    /** Of a fleet none of whose Envoys came here, this machine cannot say whether another one serves it. */
    static List<Finding> otherFleets(Examination seen) {
        List<String> fleets = seen.running().status().value().stream()
                .flatMap(status -> status.path("fleets_without_envoy").properties().stream())
                .map(fleet -> fleet.getKey() + " ("
                        + Counted.of(fleet.getValue().path("hosts").asInt(), "host") + ")")
                .toList();
        return fleets.isEmpty()
                ? List.of()
                : List.of(Finding.skipped(
                        "fleet",
                        "no Envoy has come to this daemon of " + String.join(", ", fleets),
                        "see that other machines serve them; if none does, correct hosts.fleet"));
    }
}
