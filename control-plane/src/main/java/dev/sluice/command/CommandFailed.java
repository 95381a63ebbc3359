package dev.sluice.command;

import java.io.Serial;

/** A command cannot do what it was asked for, for a reason that the user can mend; the message says which. */
public final class CommandFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public CommandFailed(String message) {
        this(message, ExitCode.FAILURE);
    }

    public CommandFailed(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
