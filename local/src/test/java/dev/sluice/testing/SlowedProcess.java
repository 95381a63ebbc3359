package dev.sluice.testing;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that gets a part of the CPU's time only: it is stopped and let go on, many times a second. */
public final class SlowedProcess implements AutoCloseable {
    private static final int RUN_MILLIS = 5;
    private static final int STOP_MILLIS = 45;

    private final ProcessHandle process;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger stops = new AtomicInteger();

    private SlowedProcess(ProcessHandle process) {
        this.process = process;
    }

    static SlowedProcess toATenth(ProcessHandle process) {
        SlowedProcess slowed = new SlowedProcess(process);
        slowed.thread.scheduleWithFixedDelay(slowed::stopAndGoOn, 0, RUN_MILLIS, TimeUnit.MILLISECONDS);
        return slowed;
    }

    /** How often it was stopped. */
    public int stops() {
        return stops.get();
    }

    private void stopAndGoOn() {
        Commands.freeze(process);
        stops.incrementAndGet();
        try {
            TimeUnit.MILLISECONDS.sleep(STOP_MILLIS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            Commands.thaw(process);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(Patience.SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        Thread.interrupted();
        Commands.thaw(process);
    }
}
