package dev.sluice.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;

/** How an event looks: one line, and further lines for a stack trace only. No line holds a control character. */
@FunctionalInterface
interface LineForm {
    List<String> lines(ILoggingEvent event);
}
