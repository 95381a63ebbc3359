package dev.sluice.command;

/** What the commands end with; the last two are those of sysexits.h, which systemd shows by name. */
public final class ExitCode {
    public static final int OK = 0;
    public static final int FAILURE = 1;
    public static final int USAGE = 2;
    public static final int DATABASE_UNAVAILABLE = 69;
    public static final int CONFIGURATION = 78;

    private ExitCode() {}
}
