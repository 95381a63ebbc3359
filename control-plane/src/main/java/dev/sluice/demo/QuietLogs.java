package dev.sluice.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps log lines out of the demo's own lines while it starts; warnings still come through. */
final class QuietLogs implements AutoCloseable {
    /** Libraries that tell about every step. */
    private static final List<String> TALKATIVE = List.of("io.zonky", "org.flywaydb", "com.zaxxer");

    private static final String OURS = "dev.sluice";

    private QuietLogs() {}

    static QuietLogs begin() {
        TALKATIVE.forEach(name -> logger(name).setLevel(Level.ERROR));
        logger(OURS).setLevel(Level.WARN);
        return new QuietLogs();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    /** From now on a line for each change. */
    @Override
    public void close() {
        logger(OURS).setLevel(Level.INFO);
    }
}
