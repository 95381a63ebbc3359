package dev.sluice.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;

/** Messages and stack traces, in which nothing can begin a new line or control a terminal. */
final class PlainText {
    private PlainText() {}

    static String message(ILoggingEvent event) {
        return escaped(String.valueOf(event.getFormattedMessage()));
    }

    /** Control characters and line separators in their Java spelling: a value cannot forge a log line. */
    static String escaped(String text) {
        if (text.chars().noneMatch(PlainText::isControl)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(isControl(c) ? escape(c) : String.valueOf((char) c)));
        return escaped.toString();
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", c);
        };
    }

    /** The lines of the event's stack trace; empty without a stack trace. */
    static List<String> trace(ILoggingEvent event) {
        List<String> lines = new ArrayList<>();
        String introduction = "";
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            lines.add(introduction + thrown.getClassName() + ": " + escaped(String.valueOf(thrown.getMessage())));
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            for (int i = 0; i < frames.length - thrown.getCommonFrames(); i++) {
                lines.add("    " + escaped(frames[i].getSTEAsString()));
            }
            introduction = "Caused by: ";
            if (thrown.getCause() == thrown) {
                break;
            }
        }
        return lines;
    }
}
