package dev.sluice.observe;

import dev.sluice.config.HostPort;
import dev.sluice.http.HttpPort;
import dev.sluice.http.OnlyThisMachine;
import dev.sluice.http.Route;
import dev.sluice.http.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Everything that the daemon answers over HTTP, to whoever is on this machine. */
public final class HttpEndpoints implements AutoCloseable {
    private final HttpPort port;

    private HttpEndpoints(HttpPort port) {
        this.port = port;
    }

    /** Listens from now on. {@code confirm} gets the id of a held change that is to be let through. */
    public static HttpEndpoints start(
            HostPort where,
            StatusBoard board,
            Duration syncInterval,
            Clock clock,
            Path stateDir,
            Consumer<String> confirm)
            throws IOException {
        List<Route> routes =
                new ArrayList<>(new StatusPages(board, new Readiness(syncInterval), clock, stateDir).routes());
        routes.add(new Confirmation(board, confirm).route());
        return new HttpEndpoints(HttpPort.start(where, new OnlyThisMachine(new Router(routes))));
    }

    @Override
    public void close() {
        port.close();
    }
}
