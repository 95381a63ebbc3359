package dev.sluice.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Config;
import dev.sluice.model.Host;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Daemon and Envoy, as they answer.
 *
 * @param sockets who listens
 * @param status the daemon's {@code /status}
 * @param readiness the daemon's {@code /readyz}
 * @param envoy its {@code /server_info}
 */
record Running(Seen<Sockets> sockets, Seen<JsonNode> status, Seen<JsonNode> readiness, Seen<JsonNode> envoy) {

    /** By the daemon's settings, or where these are not known by {@code usual}, which may not be where they answer. */
    static Running look(Seen<Config> config, Seen<Config> usual) {
        boolean known = config.value().isPresent();
        Seen<Config> where = known ? config : usual;
        Seen<Endpoint> daemon = where.map(all -> new Endpoint(all.http()));
        Seen<Endpoint> envoy = where.map(all -> new Endpoint(all.envoyAdmin()));
        return new Running(
                Sockets.read(Vm.PROC),
                told(known, daemon.flatMap(at -> at.json("/status", "envoys", "a daemon of Sluice"))),
                told(known, daemon.flatMap(at -> at.json("/readyz", "ready", "a daemon of Sluice"))),
                told(known, envoy.flatMap(at -> at.json("/server_info", "hot_restart_version", "an Envoy"))));
    }

    private static Seen<JsonNode> told(boolean known, Seen<JsonNode> answer) {
        return !known && answer instanceof Seen.Broken<JsonNode> broken
                ? new Seen.Hidden<>(broken.reason() + ", and which address the settings name is not known", "")
                : answer;
    }

    /** The folder that the daemon keeps files in. */
    Optional<Path> stateDir() {
        return status.value()
                .map(known -> known.path("state_dir").asText())
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    /** Whose hosts this machine's Envoy gets: its node's cluster. Where there is no Envoy, the usual one. */
    String fleet() {
        return envoy.value()
                .map(info -> info.path("node").path("cluster").asText())
                .filter(cluster -> !cluster.isEmpty())
                .orElse(Host.DEFAULT_FLEET);
    }
}
