package dev.sluice.rows;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A {@code text} of some grammar. */
public record Text(Spelling spelling, Function<String, Optional<String>> rule, List<String> sentences)
        implements Kind<String> {
    static final Spelling AS_WRITTEN = written -> written;

    /** Makes what is stored of what people write. */
    public interface Spelling {
        String stored(String written) throws Misfit;
    }

    @Override
    public String sqlType() {
        return "text";
    }

    @Override
    public String ofStored(Object stored) {
        return (String) stored;
    }

    @Override
    public Object stored(String value) {
        return value;
    }

    @Override
    public String ofPlain(Object plain) throws Misfit {
        if (plain instanceof String written) {
            return spelling.stored(written);
        }
        throw new Misfit("must be a text");
    }

    @Override
    public Object plain(String value) {
        return value;
    }

    @Override
    public String shown(String value) {
        return Quoted.of(value);
    }

    @Override
    public Optional<String> mistake(String value) {
        return rule.apply(value).map(sentence -> sentence + ", is " + shown(value));
    }

    @Override
    public String blank() {
        return "";
    }

    @Override
    public List<String> edges() {
        return List.of();
    }
}
