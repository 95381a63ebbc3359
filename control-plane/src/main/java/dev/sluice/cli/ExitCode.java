package dev.sluice.cli;

/** What the commands end with; the last two are those of sysexits.h, which systemd shows by name. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int DATABASE_UNAVAILABLE = 69;
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
