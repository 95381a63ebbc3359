package dev.sluice.store;

/** What an exception says in a line, for sentences of ours. */
public final class FirstLine {
    private FirstLine() {}

    /** What {@code cause} says, without the ERROR or FATAL that the driver puts before the server's words. */
    public static String of(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^(ERROR|FATAL): ", "")
                .strip();
    }
}
