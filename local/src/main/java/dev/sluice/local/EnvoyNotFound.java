package dev.sluice.local;

import java.io.Serial;

/** There is no Envoy here and none could be fetched; the message names every place and what to do. */
public final class EnvoyNotFound extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    EnvoyNotFound(String message) {
        super(message);
    }
}
