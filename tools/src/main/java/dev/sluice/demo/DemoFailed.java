package dev.sluice.demo;

import dev.sluice.serve.CannotListen;
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

    /** Somebody took a port between our look and the daemon's use of it. */
    static DemoFailed because(CannotListen portTaken) {
        return new DemoFailed(
                portTaken.getMessage() + "; start the demo again, it will choose another port", portTaken);
    }
}
