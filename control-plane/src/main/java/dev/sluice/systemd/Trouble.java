package dev.sluice.systemd;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once why systemd is not told, however many messages are lost. For one thread. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private boolean known;

    /** What came of a message: null when it was sent, else the reason. */
    void sent(@Nullable String failure) {
        if (failure != null && !known) {
            LOG.warn("systemd is not told: {}", failure);
        }
        known = failure != null;
    }
}
