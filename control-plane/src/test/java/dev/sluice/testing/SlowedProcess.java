package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that gets a part of the CPU's time only: it is stopped and let go on, many times a second. */
public final class SlowedProcess implements AutoCloseable {
    private static final int RUN_MILLIS = 5;
    private static final int STOP_MILLIS = 45;

    private final long pid;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger stops = new AtomicInteger();

    private SlowedProcess(long pid) {
        this.pid = pid;
    }

    public static SlowedProcess toATenth(long pid) {
        SlowedProcess slowed = new SlowedProcess(pid);
        slowed.thread.scheduleWithFixedDelay(slowed::stopAndGoOn, 0, RUN_MILLIS, TimeUnit.MILLISECONDS);
        return slowed;
    }

    /** How often it was stopped. */
    public int stops() {
        return stops.get();
    }

    private void stopAndGoOn() {
        signal("STOP");
        stops.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(STOP_MILLIS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) {
        try {
            // A shell's own kill: a process for each signal would slow down everybody.
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        Thread.interrupted();
        signal("CONT");
    }
}
