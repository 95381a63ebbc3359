package dev.sluice.testing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Clients that go on asking until this is closed, and remember what went wrong: an answer other than 200, none at all,
 * or a connection that was ended.
 */
public final class Traffic implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final int PAUSE_MILLIS = 3;

    private final int port;
    private final String host;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    private Traffic(int port, String host) {
        this.port = port;
        this.host = host;
    }

    public static Traffic to(int port, String host) {
        Traffic traffic = new Traffic(port, host);
        for (int i = 0; i < CLIENTS; i++) {
            traffic.threads.scheduleWithFixedDelay(traffic.new Client(), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        return traffic;
    }

    /** Requests answered with 200 so far. */
    public int answered() {
        return answered.get();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    private final class Client implements Runnable {
        private @Nullable KeptConnection connection;

        @Override
        public void run() {
            try {
                if (connection == null) {
                    connection = KeptConnection.to(port);
                }
                mistake(connection.get(host, "/")).ifPresentOrElse(this::failed, answered::incrementAndGet);
            } catch (IOException e) {
                failed(e.toString());
            }
        }

        private Optional<String> mistake(HttpMessage answer) {
            if (answer.status() != 200) {
                return Optional.of(answer.startLine() + " " + answer.body());
            }
            return answer.header("connection")
                    .filter(value -> value.equals("close"))
                    .map(value -> "Connection: close");
        }

        private void failed(String reason) {
            if (!threads.isShutdown()) {
                failures.add(reason);
            }
            connection = null;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
