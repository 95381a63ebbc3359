package dev.sluice.serve;

import com.google.common.base.Throwables;
import dev.sluice.config.HostPort;
import java.io.IOException;
import java.io.Serial;

/** A port that the daemon is to serve cannot be served; the message is for users. Nothing can be done without it. */
public final class CannotListen extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public CannotListen(String message, Throwable cause) {
        super(message, cause);
    }

    /** Mostly another program listens on {@code address}. */
    public static CannotListen on(HostPort address, String protocol, IOException cause) {
        String reason = Throwables.getRootCause(cause).getMessage();
        return new CannotListen("cannot listen on " + address + " for " + protocol + ": " + reason, cause);
    }
}
