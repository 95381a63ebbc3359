package dev.sluice.demo;

import dev.sluice.config.HostPort;
import dev.sluice.local.LocalHttp;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;

/**
 * A part of the demo that says over HTTP when it is ready. However busy the machine is, each part has its own time, and a
 * long wait is told.
 *
 * @param what its name
 * @param path answers 200 when it is ready
 */
record Awaited(String what, LocalHttp server, String path, Console console) {
    /** A part that is still on its way by then never comes: the slowest start seen, at a load of 50, took 20 s. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final Duration WORTH_TELLING = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    Awaited(String what, HostPort where, String path, Console console) {
        this(what, new LocalHttp(where.toString(), WORTH_TELLING), path, console);
    }

    /** Whether it still can come; throws with the reason when it cannot. */
    interface Alive {
        void require() throws DemoFailed;
    }

    /** Returns when it is ready. A Ctrl-C ends the wait with a failure, and so does the end of what is waited for. */
    void await(Shutdown shutdown, Alive alive, String remedy) throws DemoFailed, InterruptedException {
        long start = System.nanoTime();
        boolean told = false;
        while (!isReady()) {
            alive.require();
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(LIMIT) > 0) {
                throw new DemoFailed(what + " is not ready after " + LIMIT.toSeconds() + " s; " + remedy);
            }
            if (!told && waited.compareTo(WORTH_TELLING) > 0) {
                console.say("  waiting for " + what + ": this machine is busy, or something is wrong; " + remedy);
                told = true;
            }
            if (shutdown.isAsked(POLL)) {
                throw new DemoFailed("stopped before " + what + " was ready");
            }
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return server.get(path).statusCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notListening) {
            return false;
        }
    }
}
