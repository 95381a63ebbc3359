package dev.sluice.serve;

import java.time.Duration;

/**
 * Whether an Envoy has answered everything, and still has a little later. An Envoy that acknowledged one thing is sent the
 * next thing at once, but not in the same instant.
 */
public final class Quiet {
    /** How long everything has to stay answered. */
    public static final Duration PAUSE = Duration.ofMillis(20);

    private boolean answered;
    private boolean reached;
    private long since;

    /** Whether the quiet may be reached a little later although nothing more is heard. */
    public boolean isWaiting() {
        return answered && !reached;
    }

    /** Whether everything is answered for long enough, now that it is {@code allAnswered} or is not. */
    public boolean isReached(boolean allAnswered, long now) {
        if (allAnswered && !answered) {
            since = now;
        }
        answered = allAnswered;
        reached = answered && now - since >= PAUSE.toNanos();
        return reached;
    }

    /** Something else is to be sent: the waiting begins anew. */
    public void reset() {
        answered = false;
        reached = false;
    }
}
