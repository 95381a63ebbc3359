package dev.sluice.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps log lines out of the demo's own lines while it starts; warnings still come through. */
final class QuietLogs implements AutoCloseable {
    private static final String OURS = "dev.sluice";

    private QuietLogs() {}

    static QuietLogs begin() {
        logger().setLevel(Level.WARN);
        return new QuietLogs();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(OURS);
    }

    /** From now on a line for each change. */
    @Override
    public void close() {
        logger().setLevel(Level.INFO);
    }
}
