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
 * Clients that go on asking until this is closed, and remember what went wrong: an answer other than 200 or not from the
 * right backend, none at all, or a connection that was ended.
 */
public final class Traffic implements AutoCloseable {
    private static final int CLIENTS = 3;
    private static final int PAUSE_MILLIS = 3;
    private static final int MANY = 200;

    private final int port;
    private final String host;
    private final Optional<String> body;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS);
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> wrongAnswers = new CopyOnWriteArrayList<>();

    private Traffic(int port, String host, Optional<String> body) {
        this.port = port;
        this.host = host;
        this.body = body;
    }

    public static Traffic to(int port, String host) {
        return start(new Traffic(port, host, Optional.empty()));
    }

    /** Only {@code body} is a right answer. */
    public static Traffic to(int port, String host, String body) {
        return start(new Traffic(port, host, Optional.of(body)));
    }

    private static Traffic start(Traffic traffic) {
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

    /** Those of the failures that are answers: where nobody can be reached there are none. */
    public List<String> wrongAnswers() {
        return List.copyOf(wrongAnswers);
    }

    /** Returns when many more requests than now were answered with 200. */
    public void awaitMore() {
        int before = answered();
        RunningSluice.soon().until(() -> answered() > before + MANY);
    }

    private final class Client implements Runnable {
        private @Nullable KeptConnection connection;

        @Override
        public void run() {
            try {
                if (connection == null) {
                    connection = KeptConnection.to(port);
                }
                mistake(connection.get(host, "/")).ifPresentOrElse(this::wrong, answered::incrementAndGet);
            } catch (IOException e) {
                failed(e.toString());
            }
        }

        private Optional<String> mistake(HttpMessage answer) {
            if (answer.status() != 200) {
                return Optional.of(answer.startLine() + " " + answer.body());
            }
            if (body.filter(right -> !right.equals(answer.body())).isPresent()) {
                return Optional.of("answered by " + answer.body());
            }
            return answer.header("connection")
                    .filter(value -> value.equals("close"))
                    .map(value -> "Connection: close");
        }

        private void wrong(String answer) {
            wrongAnswers.add(answer);
            failed(answer);
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
