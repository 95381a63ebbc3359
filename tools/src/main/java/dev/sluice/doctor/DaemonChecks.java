package dev.sluice.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the daemon tells of itself. */
final class DaemonChecks {
    private DaemonChecks() {}

    static List<Finding> daemon(Examination seen) {
        return seen.running().status().judged("daemon", seen.start("sluice"), status -> {
            if (seen.servesNothing() && seen.databaseIsDown()) {
                return List.of(Finding.skipped(
                        "daemon", "runs, and has nothing to serve, because the database cannot be read", ""));
            }
            List<Finding> findings = new ArrayList<>();
            JsonNode readiness = seen.running().readiness().value().orElse(status);
            if (!readiness.path("ready").asBoolean(true)) {
                findings.add(
                        Finding.fail("daemon", "is not ready: " + reasons(readiness), "mend the reason that it names"));
            }
            database(seen, status, findings);
            return findings.isEmpty() ? List.of(serving(status, seen.running().fleet())) : findings;
        });
    }

    private static String reasons(JsonNode readiness) {
        return readiness.path("reasons").valueStream().map(JsonNode::asText).collect(Collectors.joining("; "));
    }

    private static Finding serving(JsonNode status, String fleet) {
        JsonNode served = status.path("fleets").path(fleet);
        return Finding.ok(
                "daemon",
                served.isMissingNode()
                        ? "runs; the fleet " + fleet + " has not asked for anything yet"
                        : "serves the fleet " + fleet + " "
                                + Counted.of(served.path("hosts").asInt(), "host") + ", revision "
                                + served.path("revision").asText());
    }

    private static void database(Examination seen, JsonNode status, List<Finding> findings) {
        JsonNode database = status.path("database");
        if (database.path("state").asText().equals("away")) {
            String sentence =
                    "cannot read the rows since " + database.path("since").asText();
            findings.add(
                    seen.databaseIsDown()
                            ? Finding.skipped("daemon", sentence + ", as told of the database; it serves on", "")
                            : Finding.fail(
                                    "daemon",
                                    sentence + ": " + database.path("reason").asText(),
                                    "mend the database; what is served stays meanwhile"));
        }
        if (status.has("from_disk")) {
            findings.add(Finding.warn(
                    "daemon",
                    "serves what it had on disk, written "
                            + status.path("from_disk").path("written_at").asText(),
                    "mend the database: new rows are not served"));
        }
    }

    static List<Finding> rows(Examination seen) {
        return seen.running().status().value().map(DaemonChecks::rows).orElse(List.of());
    }

    private static List<Finding> rows(JsonNode status) {
        List<Finding> findings = new ArrayList<>();
        if (status.has("held")) {
            findings.add(Finding.warn(
                    "rows",
                    "a change is held: " + status.path("held").path("message").asText(),
                    "bring the rows back, or let it through: sluice confirm"));
        }
        JsonNode problems = status.path("problems");
        if (!problems.isEmpty()) {
            JsonNode first = problems.get(0);
            String more = problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more";
            findings.add(Finding.warn(
                    "rows",
                    first.path("host").asText() + ": " + first.path("field").asText() + " "
                            + first.path("message").asText() + more,
                    "correct the rows; problems at the daemon's /status are all of them"));
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        return List.of(
                status.path("database").path("state").asText().equals("connected")
                        ? Finding.ok("rows", "none has a problem")
                        : Finding.skipped("rows", "not looked at, because the daemon cannot read them", ""));
    }

    static List<Finding> envoys(Examination seen) {
        return seen.running()
                .status()
                .value()
                .map(status -> envoys(seen, status.path("envoys")))
                .orElse(List.of());
    }

    private static List<Finding> envoys(Examination seen, JsonNode envoys) {
        List<Finding> findings = new ArrayList<>();
        if (envoys.path("streams").asInt() == 0 && seen.servesNothing()) {
            findings.add(Finding.skipped("envoy", "not connected, because the daemon has nothing to serve yet", ""));
        } else if (envoys.path("streams").asInt() == 0) {
            findings.add(Finding.fail(
                    "envoy",
                    "none is connected to the daemon",
                    "is it running, and does /etc/envoy/envoy.yaml name the daemon's xDS port? " + seen.log("envoy")));
        } else {
            findings.add(Finding.ok("envoy", "is connected to the daemon"));
        }
        JsonNode refused = envoys.path("refused");
        if (!refused.isMissingNode() && !refused.has("solved_at")) {
            findings.add(Finding.fail(
                    "envoy",
                    "refused what it was sent last, a " + refused.path("type").asText() + ": "
                            + refused.path("message").asText(),
                    "correct the row that it names; if no row is to blame, please report it"));
        }
        envoys.path("each").forEach(envoy -> lagging(seen, envoy, findings));
        return findings;
    }

    private static void lagging(Examination seen, JsonNode envoy, List<Finding> findings) {
        String name =
                envoy.path("id").asText() + " of fleet " + envoy.path("fleet").asText();
        if (envoy.has("silent_since")) {
            findings.add(Finding.warn(
                    "envoy",
                    name + " has not answered since "
                            + envoy.path("silent_since").asText(),
                    "if it stays so, see what it does: " + seen.log("envoy")));
        }
        if (envoy.has("refuses_hosts")) {
            String first = envoy.path("refuses").fieldNames().next();
            findings.add(Finding.warn(
                    "envoy",
                    name + " does not take "
                            + Counted.of(envoy.path("refuses_hosts").asInt(), "host") + " as the rows are; "
                            + first + ": " + envoy.path("refuses").path(first).asText(),
                    "correct the rows, or bring this Envoy to the version of the others"));
        }
    }
}
