package dev.sluice.translate;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Envoy, such as 1.40.0. */
public record EnvoyVersion(int major, int minor, int patch) implements Comparable<EnvoyVersion> {
    /** The oldest Envoy that is supported: each older one lacks something of what is made here, now or soon. */
    public static final EnvoyVersion OLDEST = new EnvoyVersion(1, 40, 0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
    private static final Comparator<EnvoyVersion> ORDER = Comparator.comparingInt(EnvoyVersion::major)
            .thenComparingInt(EnvoyVersion::minor)
            .thenComparingInt(EnvoyVersion::patch);

    /** Empty when {@code text} is no version. */
    public static Optional<EnvoyVersion> of(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new EnvoyVersion(number(parts, 1), number(parts, 2), number(parts, 3)))
                : Optional.empty();
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    /** Whether it is older than the {@link #OLDEST}. An older Envoy is warned of, and served all the same. */
    public boolean isTooOld() {
        return compareTo(OLDEST) < 0;
    }

    /** What sentences call it: patches are mended copies of one version. */
    public String withoutPatch() {
        return major + "." + minor;
    }

    @Override
    public int compareTo(EnvoyVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return withoutPatch() + "." + patch;
    }
}
