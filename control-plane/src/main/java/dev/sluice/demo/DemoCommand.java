package dev.sluice.demo;

import dev.sluice.local.ConsoleProgress;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice demo}. */
@Command(
        name = "demo",
        description = "Runs everything on this machine, with nothing to set up: a PostgreSQL, the daemon, an Envoy, "
                + "two backends and three example hosts. Rows are kept between runs.")
public final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Console console = new Console(spec.commandLine().getOut());
        try {
            var progress = new ConsoleProgress(System.out, Boolean.getBoolean("sluice.terminal"));
            new Demo(System.getenv(), ExamplePorts.USUAL, console, progress).run();
            return 0;
        } catch (DemoFailed e) {
            spec.commandLine().getErr().println("sluice demo: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            spec.commandLine().getErr().println("sluice demo: " + e);
            return 1;
        }
    }
}
