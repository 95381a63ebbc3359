package dev.sluice.rows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A {@code numeric} number of seconds within a range, to the nanosecond. */
record Seconds(BigDecimal least, BigDecimal most) implements Kind<Duration> {
    private static final BigDecimal SANE = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final int SANE_SCALE = 100;

    /** {@code duration} as a number of seconds without zeros at the end of its fraction. */
    static BigDecimal number(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros();
        return seconds.scale() < 0 ? seconds.setScale(0) : seconds;
    }

    /** Empty for a number that no clock counts: such as 1e-999999999, short to write and long to compute with. */
    private static Optional<Duration> duration(BigDecimal seconds) {
        boolean sane =
                Math.abs((long) seconds.scale()) < SANE_SCALE && seconds.abs().compareTo(SANE) <= 0;
        return sane
                ? Optional.of(Duration.ofNanos(seconds.movePointRight(9)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact()))
                : Optional.empty();
    }

    @Override
    public String sqlType() {
        return "numeric";
    }

    /** A numeric may also be NaN or infinite, which the driver gives as a Double and no range has. */
    @Override
    public Duration ofStored(Object stored) {
        return stored instanceof BigDecimal number ? duration(number).orElse(blank()) : blank();
    }

    @Override
    public Object stored(Duration value) {
        return number(value);
    }

    @Override
    public Duration ofPlain(Object plain) throws Misfit {
        Optional<Duration> value = plain instanceof BigDecimal number ? duration(number) : Optional.empty();
        return value.orElseThrow(() -> new Misfit("must be a number of seconds"));
    }

    @Override
    public Object plain(Duration value) {
        return number(value);
    }

    @Override
    public String shown(Duration value) {
        return number(value).toPlainString();
    }

    @Override
    public Optional<String> mistake(Duration value) {
        BigDecimal seconds = number(value);
        return seconds.compareTo(least) >= 0 && seconds.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(range() + ", is " + shown(value));
    }

    private String range() {
        return "must be from " + least + " to " + most + " seconds";
    }

    @Override
    public List<String> sentences() {
        return List.of(range());
    }

    @Override
    public Duration blank() {
        return Duration.ZERO;
    }

    @Override
    public List<Duration> edges() {
        return Stream.of(
                        least.negate(),
                        BigDecimal.ZERO,
                        least.subtract(BigDecimal.ONE.movePointLeft(9)),
                        least,
                        most,
                        most.add(BigDecimal.ONE.movePointLeft(9)),
                        SANE)
                .map(seconds -> duration(seconds).orElseThrow())
                .toList();
    }
}
