package dev.sluice.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Records;
import dev.sluice.reconcile.EnvoyReport;
import dev.sluice.validate.Loss;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The bodies of the answers. Times are in UTC. What is not known yet is left out. */
final class StatusJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Further Envoys are counted and not listed. */
    private static final int MOST_ENVOYS = 100;

    private static final int MOST_REFUSED = 10;

    private StatusJson() {}

    static ObjectNode of(Status status, Path stateDir, Instant now) {
        ObjectNode root = JSON.createObjectNode();
        root.put("started_at", seconds(status.startedAt()));
        root.put("state_dir", stateDir.toAbsolutePath().normalize().toString());
        // From the time before there were fleets; monitors may read it.
        Optional.ofNullable(status.served().get(Host.DEFAULT_FLEET))
                .ifPresent(served -> root.set("served", served(served)));
        ObjectNode fleets = root.putObject("fleets");
        status.served().forEach((fleet, served) -> fleets.set(fleet, served(served)));
        if (!status.pins().isEmpty()) {
            ObjectNode pinned = root.putObject("pinned");
            status.pins().forEach(pin -> pinned.set(pin.fleet(), pinned(pin)));
        }
        if (!status.unserved().isEmpty()) {
            ObjectNode unserved = root.putObject("fleets_without_envoy");
            status.unserved()
                    .forEach((fleet, hosts) -> unserved.putObject(fleet).put("hosts", hosts));
        }
        status.held().ifPresent(held -> root.set("held", held(held)));
        fromDisk(root, status, now);
        ArrayNode problems = root.putArray("problems");
        status.problems()
                .forEach(problem -> problems.addObject()
                        .put("host", problem.host())
                        .put("field", problem.field())
                        .put("message", problem.message()));
        root.set("database", database(status.database()));
        root.set("envoys", envoys(status.envoys()));
        return root;
    }

    static ObjectNode readiness(List<String> reasons, Status status, Instant now) {
        ObjectNode root = JSON.createObjectNode();
        root.put("ready", reasons.isEmpty());
        ArrayNode array = root.putArray("reasons");
        reasons.forEach(array::add);
        status.held()
                .ifPresent(held -> array.add("ready, but a change is held: " + held.loss()
                        + "; what is served stays until the rows are back or sluice confirm lets it through"));
        fromDisk(root, status, now);
        root.set("database", database(status.database()));
        return root;
    }

    private static ObjectNode served(Status.Served served) {
        return JSON.createObjectNode()
                .put("revision", served.revision())
                .put("hosts", served.hosts().size())
                .put("targets", served.targets())
                .put("at", seconds(served.at()));
    }

    private static ObjectNode pinned(Pin pin) {
        ObjectNode node = JSON.createObjectNode();
        node.put("revision", pin.revision());
        pin.at().ifPresent(at -> node.put("at", seconds(at)));
        node.put("by", pin.by());
        return node;
    }

    /**
     * A fleet's hosts as they are served, as records. Each host is a piece of its own, because there can be thousands.
     */
    static Stream<String> hosts(String fleet, Status.Served served) {
        String head = "{\n  \"fleet\" : " + TextNode.valueOf(fleet) + ",\n  \"revision\" : "
                + TextNode.valueOf(served.revision()) + ",\n  \"hosts\" : [";
        List<Host> hosts = served.hosts().values().stream()
                .sorted(Comparator.comparing(Host::host))
                .toList();
        Stream<String> records =
                IntStream.range(0, hosts.size()).mapToObj(i -> (i == 0 ? "" : ", ") + Records.toJson(hosts.get(i)));
        return Stream.concat(Stream.of(head), Stream.concat(records, Stream.of("]\n}\n")));
    }

    private static ObjectNode held(Status.Held held) {
        Loss loss = held.loss();
        ObjectNode node = JSON.createObjectNode();
        node.put("id", loss.id());
        node.put("since", seconds(held.since()));
        node.put("message", loss.toString());
        loss.examples().forEach(node.putArray("examples")::add);
        node.put("confirm_with", "sluice confirm");
        return node;
    }

    private static void fromDisk(ObjectNode root, Status status, Instant now) {
        status.keptAt()
                .ifPresent(written -> root.putObject("from_disk")
                        .put("written_at", seconds(written))
                        .put("age_seconds", Duration.between(written, now).toSeconds()));
    }

    private static ObjectNode database(Status.Database database) {
        ObjectNode node = JSON.createObjectNode();
        node.put("state", database.state().name().toLowerCase(Locale.ROOT));
        node.put("since", seconds(database.since()));
        if (!database.reason().isEmpty()) {
            node.put("reason", database.reason());
        }
        database.readAt().ifPresent(at -> node.put("read_at", seconds(at)));
        return node;
    }

    private static ObjectNode envoys(Status.Envoys envoys) {
        ObjectNode node = JSON.createObjectNode();
        node.put("streams", envoys.streams());
        envoys.acceptedAt().ifPresent(at -> node.put("accepted_at", seconds(at)));
        envoys.refused().ifPresent(refusal -> node.set("refused", refused(refusal)));
        ArrayNode each = node.putArray("each");
        envoys.each().stream().limit(MOST_ENVOYS).forEach(envoy -> each.add(envoy(envoy)));
        return node;
    }

    private static ObjectNode envoy(EnvoyReport report) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", report.envoy().node())
                .put("fleet", report.envoy().fleet())
                .put("since", seconds(report.since()));
        report.silentSince().ifPresent(since -> node.put("silent_since", seconds(since)));
        if (!report.refuses().isEmpty()) {
            node.put("refuses_hosts", report.refuses().size());
            ObjectNode refuses = node.putObject("refuses");
            report.refuses().entrySet().stream()
                    .limit(MOST_REFUSED)
                    .forEach(host -> refuses.put(host.getKey(), host.getValue()));
        }
        return node;
    }

    private static ObjectNode refused(Status.Refusal refusal) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", refusal.envoy().node());
        node.put("type", refusal.type());
        node.put("message", refusal.message());
        node.put("at", seconds(refusal.at()));
        refusal.solvedAt().ifPresent(at -> node.put("solved_at", seconds(at)));
        return node;
    }

    /** Whole seconds are enough, and easier to read. */
    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
