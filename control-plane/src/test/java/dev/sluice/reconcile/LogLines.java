package dev.sluice.reconcile;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while this is open. */
final class LogLines implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.sluice");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LogLines() {
        // gRPC's threads write while a test reads.
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        logger.addAppender(appender);
    }

    /** Since the last call, those of {@link ChangeLog} only, without what differs from run to run. */
    List<String> take() {
        List<String> lines = appender.list.stream()
                .filter(event -> event.getLoggerName().equals("dev.sluice"))
                .map(event -> event.getLevel() + " "
                        + event.getFormattedMessage()
                                .replaceAll("revision[= ][\\w-]{12}", "revision X")
                                .replaceAll("took=\\d+ms", "took=Xms"))
                .toList();
        appender.list.clear();
        return lines;
    }

    /** Whether there is such a line since the last {@link #take}. */
    boolean has(String part) {
        return List.copyOf(appender.list).stream()
                .anyMatch(event -> event.getFormattedMessage().contains(part));
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
