package dev.sluice.local;

import java.io.Serial;

/** The machine's own PostgreSQL did not start; the message says why and what to do. */
public final class LocalPostgresFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    LocalPostgresFailed(String message) {
        super(message);
    }

    LocalPostgresFailed(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
