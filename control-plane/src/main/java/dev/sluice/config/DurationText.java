package dev.sluice.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Envoy's users write them: {@code 500ms}, {@code 1s}, {@code 1.5s}, {@code 1m30s}, {@code 1h}. */
public final class DurationText {
    private static final Pattern PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");

    private DurationText() {}

    /** The duration that {@code text} means; empty for a text that is no duration. */
    public static Optional<Duration> parse(String text) {
        Matcher part = PART.matcher(text);
        BigDecimal millis = BigDecimal.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(millisPer(part.group(2)))));
            end = part.end();
        }
        return end > 0 && end == text.length()
                ? Optional.of(Duration.ofNanos(millis.movePointRight(6).longValue()))
                : Optional.empty();
    }

    private static long millisPer(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }

    /** {@code value} in its shortest form, with milliseconds as the smallest unit. */
    public static String text(Duration value) {
        long millis = value.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
