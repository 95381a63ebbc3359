package dev.sluice.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;

/** For systemd's journal, which adds time and process. Each line begins with its priority, as a line of syslog does. */
record JournaldForm() implements LineForm {
    @Override
    public List<String> lines(ILoggingEvent event) {
        String priority = "<" + priority(event.getLevel()) + ">";
        List<String> lines = new ArrayList<>();
        lines.add(priority + PlainText.message(event));
        PlainText.trace(event).forEach(line -> lines.add(priority + "    " + line));
        return lines;
    }

    private static int priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }
}
