package dev.sluice.demo;

import dev.sluice.local.ConsoleProgress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice demo}. */
@Command(
        name = "demo",
        header = "Runs everything on this machine, with nothing to set up.",
        description = {
            "A PostgreSQL, the daemon, an Envoy, two backends and three example hosts, all of it on loopback, until Ctrl-C.",
            "Rows are kept between runs, in $XDG_DATA_HOME/sluice/demo (~/.local/share/sluice/demo); programs that were"
                    + " fetched are in $XDG_CACHE_HOME/sluice (~/.cache/sluice). A port that is taken is replaced by the next"
                    + " free one; those that example rows name stay, until --fresh.",
            "In the demo's tables a host without an incoming_port is served on 10000, not on 80, which needs root."
        })
public final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--fresh", description = "delete the rows of earlier runs first, and begin with the examples again")
    private boolean fresh;

    @Override
    public Integer call() throws InterruptedException {
        Console console = new Console(spec.commandLine().getOut());
        try {
            var progress = new ConsoleProgress(System.out, Boolean.getBoolean("sluice.terminal"));
            new Demo(System.getenv(), ExamplePorts.USUAL, console, progress).run(fresh);
            return 0;
        } catch (DemoFailed e) {
            spec.commandLine().getErr().println("sluice demo: " + e.getMessage());
            return 1;
        }
    }
}
