package dev.sluice.model;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * One row of {@code health_checks}: an HTTP GET that a target must answer with 200.
 *
 * @param path what is asked for, starting with {@code /}
 * @param port the port that is asked; empty means the target's own
 * @param timeout how long an answer may take
 * @param interval the time between two checks of one target
 */
public record HealthCheck(String path, OptionalInt port, Duration timeout, Duration interval) {
    /** The column defaults. */
    public static final String DEFAULT_PATH = "/";

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
}
