package dev.sluice.observe;

import dev.sluice.http.Reply;
import dev.sluice.http.Request;
import dev.sluice.http.Route;
import dev.sluice.model.Host;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** The pages to read: {@code /healthz}, {@code /readyz}, {@code /status} and {@code /hosts}. */
record StatusPages(StatusBoard board, Readiness readiness, Clock clock, Path stateDir) {
    private static final String FLEET = "fleet=";

    List<Route> routes() {
        return List.of(
                Route.get("/healthz", request -> Reply.text(200, "ok\n")),
                Route.get("/readyz", request -> ready()),
                Route.get(
                        "/status",
                        request -> Reply.json(200, StatusJson.of(board.status(), stateDir, clock.instant()))),
                Route.get("/hosts", this::hosts));
    }

    private Reply ready() {
        Status status = board.status();
        Instant now = clock.instant();
        List<String> reasons = readiness.reasons(status, now);
        return Reply.json(reasons.isEmpty() ? 200 : 503, StatusJson.readiness(reasons, status, now));
    }

    private Reply hosts(Request request) {
        String query = request.query().orElse(FLEET + Host.DEFAULT_FLEET);
        if (!query.startsWith(FLEET)) {
            return Reply.message(400, "ask for /hosts?" + FLEET + "NAME, or /hosts for the default one");
        }
        String fleet = query.substring(FLEET.length());
        SortedMap<String, Status.Served> served = board.status().served();
        Status.Served wanted = served.get(fleet);
        return wanted == null
                ? Reply.message(
                        404,
                        "this daemon serves no fleet " + fleet + ", because no Envoy of it came; it serves "
                                + (served.isEmpty() ? "nothing yet" : String.join(", ", served.keySet())))
                : Reply.json(200, StatusJson.hosts(fleet, wanted));
    }
}
