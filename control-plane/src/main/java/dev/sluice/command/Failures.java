package dev.sluice.command;

import dev.sluice.config.InvalidConfig;
import dev.sluice.store.StoreUnavailable;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what went wrong into a sentence on stderr and an exit code; a stack trace only for those who ask for it. */
public class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final BooleanSupplier debug;

    /**
     * For the commands of one program.
     *
     * @param debug whether stack traces are asked for
     */
    public Failures(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        int code = tell(thrown, err);
        if (debug.getAsBoolean()) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    /** Says what went wrong, and returns the exit code. */
    protected int tell(Exception thrown, PrintWriter err) {
        if (thrown instanceof CommandFailed failed) {
            err.println("sluice: " + failed.getMessage());
            return failed.exitCode();
        }
        if (thrown instanceof InvalidConfig invalid) {
            invalid.mistakes().forEach(mistake -> err.println("sluice: " + mistake));
            return ExitCode.CONFIGURATION;
        }
        if (thrown instanceof StoreUnavailable unavailable) {
            err.println("sluice: " + unavailable.getMessage());
            return ExitCode.DATABASE_UNAVAILABLE;
        }
        err.println("sluice: this is a bug, please report it: " + thrown
                + (debug.getAsBoolean() ? "" : " (--debug shows the stack trace)"));
        return ExitCode.FAILURE;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("sluice: " + Misuse.sentence(wrong));
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }
}
