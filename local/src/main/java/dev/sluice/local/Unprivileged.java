package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to run a program that refuses to be root, as PostgreSQL does, when we are root.
 *
 * @param prefix goes before the command
 * @param owner the user that data has to belong to then; -1 for us
 */
record Unprivileged(List<String> prefix, int owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    private static final Unprivileged AS_WE_ARE = new Unprivileged(List.of(), -1);
    /** A user namespace of its own, in which root is nobody: still us, for the files. */
    private static final Unprivileged NAMESPACE = new Unprivileged(List.of("unshare", "-U"), -1);
    /** For containers that allow no namespaces. The capability lets it reach data below a home that is root's alone. */
    private static final Unprivileged OTHER_USER = new Unprivileged(
            List.of(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    "--inh-caps=+dac_override",
                    "--ambient-caps=+dac_override"),
            NOBODY);

    /**
     * Finds a way that works here.
     *
     * @param ours a file or folder that we made
     */
    static Unprivileged find(Path ours) throws IOException, LocalPostgresFailed {
        if (!Files.getAttribute(ours, "unix:uid").equals(ROOT)) {
            return AS_WE_ARE;
        }
        return Stream.of(NAMESPACE, OTHER_USER)
                .filter(Unprivileged::works)
                .findFirst()
                .orElseThrow(() -> new LocalPostgresFailed("PostgreSQL does not run as root, and neither unshare nor"
                        + " setpriv works here: run this as another user, or name a database in DATABASE_URL"));
    }

    /** Where programs have to be: another user cannot run what is below a home that is root's alone. */
    Path programs(Path wanted) {
        return owner < 0 ? wanted : Path.of("/var/cache/sluice/postgres");
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    private boolean works() {
        try {
            Process process = new ProcessBuilder(command(List.of("true")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
