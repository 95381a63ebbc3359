package dev.sluice.rows;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the values of a column are: how PostgreSQL, JSON and Java write one of them, and which of them are right. JSON and
 * YAML values come as Java's plain ones: {@code String}, {@code BigDecimal}, {@code Boolean}, {@code List} and {@code Map}.
 */
public interface Kind<T> {
    /** The column's type in PostgreSQL, as {@code format_type} writes the type. */
    String sqlType();

    /** The value of what the database driver gives; never null. */
    T ofStored(Object stored);

    /** {@code value} as the database driver takes it. */
    Object stored(T value);

    /** The value of a plain one. */
    T ofPlain(Object plain) throws Misfit;

    /** {@code value} for JSON and YAML. */
    Object plain(T value);

    /** {@code value} within a sentence. */
    String shown(T value);

    /** What is wrong with {@code value} and what would be right, or nothing. */
    Optional<String> mistake(T value);

    /** What {@link #mistake} can say and a constraint says as well: the constraint's name begins with the column and this. */
    List<String> sentences();

    /** Stands in for a null where a column must not have one. */
    T blank();

    /** Values at the edges of the range, on both sides; none where the range is a grammar. */
    List<T> edges();

    /** A whole number from {@code least} to {@code most}. */
    static Kind<Integer> integer(int least, int most) {
        return new WholeNumber(least, most);
    }

    /** A time in seconds, fractions allowed, from {@code least} to {@code most} seconds. */
    static Kind<Duration> seconds(String least, String most) {
        return new Seconds(new BigDecimal(least), new BigDecimal(most));
    }

    /**
     * A text of some grammar.
     *
     * @param mistake what is wrong with a text and what would be right
     * @param sentences those of its sentences that a constraint says as well
     */
    static Kind<String> text(Function<String, Optional<String>> mistake, String... sentences) {
        return new Text(Text.AS_WRITTEN, mistake, List.of(sentences));
    }

    /** The same of a text that people may write in other ways than it is stored in. */
    static Kind<String> text(Text.Spelling spelling, Function<String, Optional<String>> mistake, String... sentences) {
        return new Text(spelling, mistake, List.of(sentences));
    }
}
