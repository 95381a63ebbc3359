package dev.sluice.command;

import dev.sluice.Daemon;
import dev.sluice.config.Config;
import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Setting.Use;
import dev.sluice.config.Settings;
import dev.sluice.serve.CannotListen;
import dev.sluice.systemd.HeldSockets;
import dev.sluice.systemd.Systemd;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code sluice serve}: the daemon, until SIGTERM or SIGINT. */
@Command(
        name = "serve",
        header = "Runs the daemon.",
        description = "Reads the rows and serves them to Envoy, until SIGTERM. Without a database it waits for one.")
public final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Shell shell;
    private final SettingFlags flags;

    /** Its flags are those of {@link #flags}. */
    public ServeCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    /** All settings that the daemon has. */
    public static SettingFlags flags(Environment environment) {
        return new SettingFlags(environment, Use.DATABASE, Use.DAEMON, Use.HTTP, Use.TRANSLATION);
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, InterruptedException {
        Settings settings = flags.load();
        settings.effective().forEach(setting -> LOG.info("setting {}", setting));
        crashOnBugs();
        try {
            return run(settings.config());
        } catch (CannotListen portTaken) {
            throw new CommandFailed(String.valueOf(portTaken.getMessage()));
        }
    }

    private int run(Config config) throws InterruptedException {
        Map<String, String> variables = shell.environment().variables();
        List<Integer> held = HeldSockets.of(variables, ProcessHandle.current().pid());
        Daemon daemon = Daemon.start(config, Systemd.of(variables), held);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon), "shutdown"));
        try {
            daemon.join();
            return ExitCode.OK;
        } catch (IllegalStateException crashed) {
            LOG.error("crashed (please report it)", crashed);
            return ExitCode.FAILURE;
        }
    }

    /** Systemd starts the process again, and Envoy serves on meanwhile. Halt, because exit would wait for this thread. */
    private static void crashOnBugs() {
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> {
            LOG.error("crashed thread={} (please report it)", thread.getName(), bug);
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        });
    }

    private static void stop(Daemon daemon) {
        daemon.close();
        LOG.info("stopped (Envoy goes on with what it has)");
    }
}
