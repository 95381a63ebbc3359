package dev.sluice.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** For people: time, level, message. A terminal gets the time of day; a file gets the date too, and UTC. */
record TextForm(Place place) implements LineForm {
    private static final DateTimeFormatter TIME_OF_DAY =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String FAINT = "\u001b[2m";
    private static final String RESET = "\u001b[0m";

    @Override
    public List<String> lines(ILoggingEvent event) {
        String time = (place.terminal() ? TIME_OF_DAY : INSTANT).format(event.getInstant());
        String level = String.format("%-5s", event.getLevel());
        List<String> lines = new ArrayList<>();
        lines.add(coloured(FAINT, time) + " " + coloured(colour(event.getLevel()), level) + " "
                + PlainText.message(event));
        PlainText.trace(event).forEach(line -> lines.add("    " + line));
        return lines;
    }

    private static String colour(Level level) {
        return level == Level.ERROR ? RED : level == Level.WARN ? YELLOW : FAINT;
    }

    private String coloured(String colour, String text) {
        return place.colour() ? colour + text + RESET : text;
    }
}
