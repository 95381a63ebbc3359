package dev.sluice.local;

import java.util.List;

/**
 * Minor versions of Envoy.
 *
 * @param names such as {@code 1.40}, the oldest first, without a gap
 */
public record EnvoyMinors(List<String> names) {
    public EnvoyMinors {
        names = List.copyOf(names);
    }

    /** Those that Sluice is tried with. */
    public static EnvoyMinors supported() {
        String names = EnvoyRelease.read("/envoy.properties").getProperty("supported");
        return new EnvoyMinors(List.of(names.split(" ")));
    }

    /** Whether {@code version}, such as {@code 1.40.0}, is one of these. */
    public boolean include(String version) {
        return names.contains(version.replaceFirst("\\.\\d+$", ""));
    }

    /** Such as {@code 1.37 to 1.40}. */
    @Override
    public String toString() {
        return names.get(0) + " to " + names.get(names.size() - 1);
    }
}
