package dev.sluice.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.sluice.model.Host;
import dev.sluice.model.Pin;
import dev.sluice.model.Records;
import dev.sluice.validate.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The bodies of the answers. Times are UTC; what is not known yet is left out. */
final class StatusJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter WRITER = JSON.writerWithDefaultPrettyPrinter();

    private StatusJson() {}

    static String of(Status status, Instant now) {
        ObjectNode root = JSON.createObjectNode();
        root.put("started_at", status.startedAt().toString());
        // What there was before there were fleets, for those who read it.
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
        return text(root);
    }

    static String readiness(List<String> reasons, Status status, Instant now) {
        ObjectNode root = JSON.createObjectNode();
        root.put("ready", reasons.isEmpty());
        ArrayNode array = root.putArray("reasons");
        reasons.forEach(array::add);
        status.held()
                .ifPresent(held -> array.add("ready, but a change is held: " + held.loss()
                        + "; what is served stays until the rows are back or sluice confirm lets it through"));
        fromDisk(root, status, now);
        root.set("database", database(status.database()));
        return text(root);
    }

    static String error(String message, List<String> paths) {
        ObjectNode root = JSON.createObjectNode();
        root.put("error", message);
        ArrayNode array = root.putArray("paths");
        paths.forEach(array::add);
        return text(root);
    }

    private static ObjectNode served(Status.Served served) {
        return JSON.createObjectNode()
                .put("revision", served.revision())
                .put("hosts", served.hosts().size())
                .put("targets", served.targets())
                .put("at", served.at().toString());
    }

    private static ObjectNode pinned(Pin pin) {
        ObjectNode node = JSON.createObjectNode();
        node.put("revision", pin.revision());
        pin.at().ifPresent(at -> node.put("at", at.toString()));
        node.put("by", pin.by());
        return node;
    }

    /** What is served of a fleet, as records. */
    static String hosts(String fleet, Status.Served served) {
        ObjectNode root = JSON.createObjectNode();
        root.put("fleet", fleet);
        root.put("revision", served.revision());
        root.putRawValue("hosts", new RawValue(Records.toJson(served.hosts().values())));
        return text(root);
    }

    private static ObjectNode held(Status.Held held) {
        Loss loss = held.loss();
        ObjectNode node = JSON.createObjectNode();
        node.put("id", loss.id());
        node.put("since", held.since().toString());
        node.put("message", loss.toString());
        loss.examples().forEach(node.putArray("examples")::add);
        node.put("confirm_with", "sluice confirm");
        return node;
    }

    private static void fromDisk(ObjectNode root, Status status, Instant now) {
        status.keptAt()
                .ifPresent(written -> root.putObject("from_disk")
                        .put("written_at", written.toString())
                        .put("age_seconds", Duration.between(written, now).toSeconds()));
    }

    private static ObjectNode database(Status.Database database) {
        ObjectNode node = JSON.createObjectNode();
        node.put("state", database.state().name().toLowerCase(Locale.ROOT));
        node.put("since", database.since().toString());
        if (!database.reason().isEmpty()) {
            node.put("reason", database.reason());
        }
        database.readAt().ifPresent(at -> node.put("read_at", at.toString()));
        return node;
    }

    private static ObjectNode envoys(Status.Envoys envoys) {
        ObjectNode node = JSON.createObjectNode();
        node.put("streams", envoys.streams());
        envoys.acceptedAt().ifPresent(at -> node.put("accepted_at", at.toString()));
        envoys.refused()
                .ifPresent(refusal -> node.putObject("refused")
                        .put("type", refusal.type())
                        .put("message", refusal.message())
                        .put("at", refusal.at().toString()));
        return node;
    }

    static String message(String message) {
        return text(JSON.createObjectNode().put("message", message));
    }

    private static String text(ObjectNode node) {
        try {
            return WRITER.writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }
}
