package dev.sluice.local;

import java.io.IOException;

/**
 * Ends a child process when this process is gone, even if it was killed. A shell waits for the end of a pipe whose other
 * end is ours: the system closes it, whatever happens to us.
 */
final class Leash implements AutoCloseable {
    private final Process shell;

    private Leash(Process shell) {
        this.shell = shell;
    }

    static Leash on(Process child) throws IOException {
        // Deaf to Ctrl-C, which a terminal sends to it as well. What it kills by number is alive: when the child ends,
        // the shell is ended first.
        String script = "trap '' INT HUP; cat >/dev/null; kill -TERM \"$0\"";
        Process shell = new ProcessBuilder("/bin/sh", "-c", script, Long.toString(child.pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        child.onExit().thenRun(shell::destroyForcibly);
        return new Leash(shell);
    }

    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
