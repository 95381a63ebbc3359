package dev.sluice.serve;

import java.time.Duration;

/**
 * When Envoys have answered everything. An Envoy that acknowledged one thing is sent the next at once, but not in the
 * same instant: what is answered now and still is a little later is answered.
 */
public final class Settling {
    public static final Duration PAUSE = Duration.ofMillis(20);

    private boolean answered;
    private boolean settled;
    private long since;

    /** Whether a little later may bring what {@link #isSettled} waits for. */
    public boolean isWaiting() {
        return answered && !settled;
    }

    /** Whether all is answered for long enough, now that it is {@code allAnswered} or is not. */
    public boolean isSettled(boolean allAnswered, long now) {
        if (allAnswered && !answered) {
            since = now;
        }
        answered = allAnswered;
        settled = answered && now - since >= PAUSE.toNanos();
        return settled;
    }

    /** Something else is to be sent: the waiting begins anew. */
    public void reset() {
        answered = false;
        settled = false;
    }
}
