package dev.sluice.systemd;

import java.time.Duration;

/** Where messages of sd_notify(3) go: lines of {@code NAME=value}. */
interface NotifySocket {
    /** Sends soon, in the order of the calls; does not wait for it. */
    void send(String message);

    /** Waits until all is sent, not longer than {@code longest}, and lets go. */
    void close(Duration longest);
}
