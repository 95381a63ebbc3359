package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Kind;
import dev.sluice.rows.Table;
import java.time.Duration;
import java.util.Optional;

/** The table {@code health_checks}: how a host's targets are checked. */
public final class HealthChecks {
    public static final Table TABLE = new Table(
            "health_checks",
            "health_check",
            "How a host's targets are checked: GET path must answer 200. Two failures in a row take a target out, two"
                    + " successes bring it back. When none is healthy, all are tried. A host without a row here is not"
                    + " checked.");

    public static final Column<String> PATH =
            TABLE.column("path", Paths.KIND, "/", "What is asked for, starting with /.");

    public static final Column<Optional<Integer>> PORT =
            TABLE.optional("port", Ports.KIND, "The port that is asked. Null: the target's own.");

    private static final Kind<Duration> TIME = Kind.seconds("0.1", "3600");

    public static final Column<Duration> TIMEOUT = TABLE.column(
            "timeout",
            TIME,
            Duration.ofSeconds(5),
            "Seconds an answer may take, fractions allowed; not longer than interval.");

    public static final Column<Duration> INTERVAL = TABLE.column(
            "interval", TIME, Duration.ofSeconds(10), "Seconds between two checks of a target, fractions allowed.");

    static {
        TABLE.alwaysWrites(PATH, TIMEOUT, INTERVAL);
        TABLE.rule(
                TIMEOUT,
                "must not be longer than interval",
                INTERVAL,
                (timeout, interval) -> timeout.compareTo(interval) <= 0);
    }

    private HealthChecks() {}
}
