package dev.sluice.cli;

import java.io.Serial;

/** A command cannot do what it was asked for, for a reason that the user can mend; the message says which. */
final class CommandFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandFailed(String message) {
        this(message, ExitCode.FAILURE);
    }

    CommandFailed(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
