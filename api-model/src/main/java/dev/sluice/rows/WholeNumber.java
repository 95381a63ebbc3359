package dev.sluice.rows;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** An {@code integer} within a range. */
record WholeNumber(int least, int most) implements Kind<Integer> {
    private static final String WANTED = "must be a whole number";

    @Override
    public String sqlType() {
        return "integer";
    }

    @Override
    public Integer ofStored(Object stored) {
        return ((Number) stored).intValue();
    }

    @Override
    public Object stored(Integer value) {
        return value;
    }

    @Override
    public Integer ofPlain(Object plain) throws Misfit {
        if (!(plain instanceof BigDecimal number)) {
            throw new Misfit(WANTED);
        }
        try {
            return number.intValueExact();
        } catch (ArithmeticException fractionOrTooLarge) {
            throw new Misfit(WANTED);
        }
    }

    @Override
    public Object plain(Integer value) {
        return value;
    }

    @Override
    public String shown(Integer value) {
        return value.toString();
    }

    @Override
    public Optional<String> mistake(Integer value) {
        return value >= least && value <= most ? Optional.empty() : Optional.of(range() + ", is " + value);
    }

    private String range() {
        return "must be from " + least + " to " + most;
    }

    @Override
    public List<String> sentences() {
        return List.of(range());
    }

    @Override
    public Integer blank() {
        return 0;
    }

    @Override
    public List<Integer> edges() {
        return List.of(Integer.MIN_VALUE, -1, least - 1, least, most, most + 1, Integer.MAX_VALUE);
    }
}
