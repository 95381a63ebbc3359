package dev.sluice.systemd;

import java.time.Duration;

/** Where messages of sd_notify(3) go: lines of {@code NAME=value}. */
interface NotifySocket {
    /** Sends {@code message} soon, in the order of the calls, and does not wait. */
    void send(String message);

    /** Waits until all is sent, {@code longest} at most, and closes the socket. */
    void close(Duration longest);
}
