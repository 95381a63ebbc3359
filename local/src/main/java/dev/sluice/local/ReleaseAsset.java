package dev.sluice.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The file that the Envoy project itself releases. */
record ReleaseAsset(URI address, Download download) implements EnvoySource {
    @Override
    public String where() {
        return address.toString();
    }

    @Override
    public void fetch(Path file) throws IOException {
        download.file(address, file);
    }
}
