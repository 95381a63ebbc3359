package dev.sluice.systemd;

import dev.sluice.observe.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that started this process how it goes, by sd_notify(3): ready when Envoys can connect and
 * not before, a line for {@code systemctl status}, and a sign of life at each turn of the loop. Without a service
 * manager nothing is told.
 */
public final class Systemd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final Optional<NotifySocket> socket;
    private final Watchdog watchdog;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private boolean ready; // the loop's, as the next one
    private String line = "";

    Systemd(Optional<NotifySocket> socket, Watchdog watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** The service manager that {@code variables} lead to. */
    public static Systemd of(Map<String, String> variables) {
        Watchdog watchdog = Watchdog.of(variables, ProcessHandle.current().pid(), System::nanoTime);
        return new Systemd(Optional.ofNullable(variables.get("NOTIFY_SOCKET")).map(Systemd::open), watchdog);
    }

    /** No service manager. */
    public static Systemd absent() {
        return of(Map.of());
    }

    /** Tells what is new in {@code status}, and that the loop turns. Only the loop calls this. */
    public void tell(Status status) {
        if (stopping.get()) {
            return;
        }
        List<String> news = new ArrayList<>();
        if (!ready && !status.served().isEmpty()) {
            ready = true;
            news.add("READY=1");
        }
        String now = StatusLine.of(status);
        if (!now.equals(line)) {
            line = now;
            news.add("STATUS=" + now);
        }
        if (watchdog.due()) {
            news.add("WATCHDOG=1");
        }
        if (!news.isEmpty()) {
            send(news);
        }
    }

    /** From now on the end of the process is no failure. */
    public void stopping() {
        stopping.set(true);
        send(List.of("STOPPING=1", "STATUS=stopping"));
    }

    @Override
    public void close() {
        socket.ifPresent(open -> open.close(LONGEST_CLOSE));
    }

    private void send(List<String> lines) {
        socket.ifPresent(open -> open.send(String.join("\n", lines)));
    }

    private static NotifySocket open(String path) {
        try {
            return EpollSocket.open(path);
        } catch (IOException | LinkageError e) {
            LOG.info("systemd is told by systemd-notify, because the socket cannot be used: {}", e.toString());
            return new NotifyCommand("systemd-notify");
        }
    }
}
