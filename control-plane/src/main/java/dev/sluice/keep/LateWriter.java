package dev.sluice.keep;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the newest content it was given, on a thread of its own. Nobody waits for this thread, whatever the disk does.
 * A write that fails is logged once and tried again.
 */
final class LateWriter<T> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** Large content is written less often, so that writing takes at most a three-hundredth of one CPU. */
    private static final int SHARE = 300;

    private static final int LONGEST_PAUSES = 10;

    private final String what;
    private final Path file;
    private final Duration pause;
    private final Destination<T> destination;
    private final AtomicReference<@Nullable T> waiting = new AtomicReference<>();
    private final ScheduledThreadPoolExecutor writer;
    private volatile long notBefore = System.nanoTime();
    private boolean failing; // the writer's own

    /** Where the content is written. */
    @FunctionalInterface
    interface Destination<T> {
        void write(T content) throws IOException;
    }

    /**
     * In the log the content is called {@code what} and {@code file}; the thread has the file's name.
     *
     * @param pause from one write to the next, however many changes there are; up to ten times as long where a write
     *     takes much CPU
     */
    LateWriter(String what, Path file, Duration pause, Destination<T> destination) {
        this.what = what;
        this.file = file;
        this.pause = pause;
        this.destination = destination;
        ThreadFactory thread = new ThreadFactoryBuilder()
                .setNameFormat("keep-" + file.getFileName())
                .setDaemon(true)
                .build();
        this.writer = new ScheduledThreadPoolExecutor(1, thread, new ThreadPoolExecutor.DiscardPolicy());
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Writes {@code content} soon, unless newer content comes before that. */
    void offer(T content) {
        if (waiting.getAndSet(content) == null) {
            writeAfter(notBefore - System.nanoTime());
        }
    }

    private void writeAfter(long nanos) {
        writer.schedule(this::write, nanos, TimeUnit.NANOSECONDS);
    }

    private void write() {
        T content = waiting.getAndSet(null);
        if (content == null) {
            return;
        }
        long before = cpu();
        try {
            destination.write(content);
            written();
        } catch (IOException | RuntimeException e) { // A bug in here must cost no more than the file.
            notWritten(e);
            if (waiting.compareAndSet(null, content)) {
                writeAfter(pause.multipliedBy(5).toNanos());
            }
        }
        notBefore = System.nanoTime() + pauseAfter(cpu() - before);
    }

    private long pauseAfter(long cpu) {
        return Math.min(Math.max(pause.toNanos(), cpu * SHARE), pause.toNanos() * LONGEST_PAUSES);
    }

    /** This thread's CPU time, in nanoseconds. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private void written() {
        if (failing) {
            failing = false;
            LOG.info("{} written again file={}", what, file);
        }
    }

    private void notWritten(Exception e) {
        if (!failing) {
            failing = true;
            LOG.warn("{} not written file={} reason=\"{}\" (serving goes on; trying on)", what, file, e.toString());
        }
    }

    /** Writes what is still to be written, and waits for that, but not for a disk that hangs. */
    @Override
    public void close() {
        if (writer.isShutdown()) {
            return;
        }
        Future<?> last = writer.submit(this::write);
        try {
            last.get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} not written file={} reason=\"{}\"", what, file, e.toString());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        writer.shutdown();
    }
}
