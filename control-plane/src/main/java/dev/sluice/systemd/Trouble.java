package dev.sluice.systemd;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why systemd is not told; logged once, however many messages it costs. For one thread. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private boolean known;

    /** What came of one message: the reason why it was not sent, null when it was. */
    void sent(@Nullable String failure) {
        if (failure != null && !known) {
            LOG.warn("systemd is not told: {}", failure);
        }
        known = failure != null;
    }
}
