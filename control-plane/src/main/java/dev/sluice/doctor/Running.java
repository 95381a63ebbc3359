package dev.sluice.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.config.Config;
import dev.sluice.model.Host;

/**
 * Daemon and Envoy, as they answer.
 *
 * @param sockets who listens
 * @param status the daemon's {@code /status}
 * @param readiness the daemon's {@code /readyz}
 * @param envoy its {@code /server_info}
 */
record Running(Seen<Sockets> sockets, Seen<JsonNode> status, Seen<JsonNode> readiness, Seen<JsonNode> envoy) {

    static Running look(Seen<Config> config) {
        Seen<Endpoint> daemon = config.map(all -> new Endpoint(all.http()));
        Seen<Endpoint> envoy = config.map(all -> new Endpoint(all.envoyAdmin()));
        return new Running(
                Sockets.read(Vm.PROC),
                daemon.flatMap(at -> at.json("/status", "envoys", "a daemon of Sluice")),
                daemon.flatMap(at -> at.json("/readyz", "ready", "a daemon of Sluice")),
                envoy.flatMap(at -> at.json("/server_info", "hot_restart_version", "an Envoy")));
    }

    /** Whose hosts this machine's Envoy gets: its node's cluster. Where there is no Envoy, the usual one. */
    String fleet() {
        return envoy.value()
                .map(info -> info.path("node").path("cluster").asText())
                .filter(cluster -> !cluster.isEmpty())
                .orElse(Host.DEFAULT_FLEET);
    }
}
