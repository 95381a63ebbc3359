package dev.sluice.demo;

import java.io.Serial;

/** The demo cannot run; the message says why and what to do. */
final class DemoFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    DemoFailed(String message) {
        super(message);
    }

    DemoFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
