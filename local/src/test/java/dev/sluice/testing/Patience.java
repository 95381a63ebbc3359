package dev.sluice.testing;

import java.time.Duration;

/**
 * How long tests wait for what takes milliseconds on a quiet machine: long enough for a machine with a load of 30. A
 * test that passes never waits so long.
 */
public final class Patience {
    public static final int SECONDS = 120;
    public static final Duration LIMIT = Duration.ofSeconds(SECONDS);

    /** For the {@code @Timeout} of a test that waits for several things, in seconds. */
    public static final int OF_A_TEST = 10 * 60;

    private Patience() {}
}
