package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.command.CommandFailed;
import dev.sluice.config.HostPort;
import dev.sluice.local.LocalHttp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** The daemon on this machine, asked over HTTP. */
final class RunningDaemon {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalHttp daemon;

    RunningDaemon(HostPort where) {
        this(where, TIMEOUT);
    }

    /** One that is not waited for longer than {@code timeout}. */
    RunningDaemon(HostPort where, Duration timeout) {
        this.daemon = new LocalHttp(where.toString(), timeout);
    }

    /** All that it tells of itself. */
    JsonNode status() throws CommandFailed, InterruptedException {
        return ask("GET", "/status");
    }

    /** The change that is held, as {@code /status} tells it; missing when there is none. */
    JsonNode held() throws CommandFailed, InterruptedException {
        return status().path("held");
    }

    /** What it tells of itself once that is {@code awaited}, or when {@code limit} is over. */
    JsonNode statusOnce(Predicate<JsonNode> awaited, Duration limit) throws CommandFailed, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        JsonNode status = status();
        while (!awaited.test(status) && System.nanoTime() - end < 0) {
            Thread.sleep(PAUSE.toMillis());
            status = status();
        }
        return status;
    }

    /** What it serves of {@code fleet}: its revision and its hosts, as records. */
    JsonNode hosts(String fleet) throws CommandFailed, InterruptedException {
        return ask("GET", "/hosts?fleet=" + fleet);
    }

    void confirm(String id) throws CommandFailed, InterruptedException {
        ask("POST", "/confirm?id=" + id);
    }

    private JsonNode ask(String method, String path) throws CommandFailed, InterruptedException {
        HttpResponse<String> response;
        try {
            response = daemon.ask(method, path);
        } catch (IOException e) {
            throw new CommandFailed("no daemon answers at " + daemon
                    + "; is sluice serve running on this machine, and with this SLUICE_HTTP_PORT?");
        }
        JsonNode answer = json(response.body());
        if (response.statusCode() >= 300) {
            throw new CommandFailed(
                    "the daemon refused: " + answer.path("message").asText("status " + response.statusCode()));
        }
        return answer;
    }

    private JsonNode json(String body) throws CommandFailed {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new CommandFailed("what answers at " + daemon + " is no daemon of Sluice");
        }
    }
}
