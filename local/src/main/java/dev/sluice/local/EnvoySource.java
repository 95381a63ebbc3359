package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Path;

/** A place that has the pinned Envoy. Several are tried in turn, and what one gives is believed by its digest only. */
interface EnvoySource {

    /** What to call it in a message: an address or a folder, never a password. */
    String where();

    /** Writes Envoy's binary to {@code file}. */
    void fetch(Path file) throws IOException;
}
