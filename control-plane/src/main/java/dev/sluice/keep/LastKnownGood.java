package dev.sluice.keep;

import dev.sluice.model.Fleet;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the hosts that are served in a file. Its own thread writes; nobody waits for it, whatever the disk does. */
public final class LastKnownGood implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    /** From one write to the next, however many changes there are. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final KeptFile file;
    private final Clock clock;
    private final Duration pause;
    private final AtomicReference<@Nullable Fleet> waiting = new AtomicReference<>();
    private final ScheduledThreadPoolExecutor writer;
    private volatile long notBefore = System.nanoTime();
    private boolean failing; // the writer's own

    public LastKnownGood(Path folder, Clock clock) {
        this(folder, clock, PAUSE);
    }

    LastKnownGood(Path folder, Clock clock, Duration pause) {
        this.file = new KeptFile(folder);
        this.clock = clock;
        this.pause = pause;
        this.writer = new ScheduledThreadPoolExecutor(1, LastKnownGood::thread, new ThreadPoolExecutor.DiscardPolicy());
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Whether a start would find something; whether it is good, {@link #read} tells. */
    public boolean exists() {
        return Files.exists(file.path());
    }

    /** How many hosts a start would find in {@code folder}; empty when there is no file. Fails when it is not to be trusted. */
    public static Optional<Integer> hostsIn(Path folder) throws IOException {
        return new KeptFile(folder).read().map(kept -> kept.fleet().hosts().size());
    }

    /** What was kept; empty when there is nothing, or nothing that can be trusted, which the log says. */
    public Optional<Kept> read() {
        try {
            return file.read();
        } catch (ClosedByInterruptException stopped) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("last known good refused file={} reason=\"it {}\"", file.path(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Writes {@code fleet} soon, unless others take their place before. */
    public void keep(Fleet fleet) {
        if (waiting.getAndSet(fleet) == null) {
            writeAfter(notBefore - System.nanoTime());
        }
    }

    private void writeAfter(long nanos) {
        writer.schedule(this::write, nanos, TimeUnit.NANOSECONDS);
    }

    private void write() {
        Fleet fleet = waiting.getAndSet(null);
        if (fleet == null) {
            return;
        }
        try {
            file.write(new Kept(clock.instant(), fleet));
            written();
        } catch (IOException | RuntimeException e) { // A bug in here must cost no more than the file.
            notWritten(e);
            if (waiting.compareAndSet(null, fleet)) {
                writeAfter(pause.multipliedBy(5).toNanos());
            }
        }
        notBefore = System.nanoTime() + pause.toNanos();
    }

    private void written() {
        if (failing) {
            failing = false;
            LOG.info("last known good written again file={}", file.path());
        }
    }

    private void notWritten(Exception e) {
        if (!failing) {
            failing = true;
            LOG.warn(
                    "last known good not written file={} reason=\"{}\" (serving goes on; trying on)",
                    file.path(),
                    e.toString());
        }
    }

    /** Writes what waits to be written, and waits for that, but not for a disk that hangs. */
    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        Future<?> last = writer.submit(this::write);
        try {
            last.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("last known good not written file={} reason=\"{}\"", file.path(), e.toString());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        writer.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "keep");
        thread.setDaemon(true);
        return thread;
    }
}
