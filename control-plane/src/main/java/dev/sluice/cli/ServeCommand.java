package dev.sluice.cli;

import dev.sluice.Daemon;
import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Settings;
import dev.sluice.systemd.Systemd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code sluice serve}: the daemon, until SIGTERM or SIGINT. */
@Command(
        name = "serve",
        header = "Runs the daemon.",
        description = "Reads the rows and serves them to Envoy, until SIGTERM. Without a database it waits for one.")
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    private final Shell shell;
    private final SettingFlags flags;

    ServeCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, InterruptedException {
        Settings settings = flags.load();
        settings.effective().forEach(setting -> LOG.info("setting {}", setting));
        crashOnBugs();
        Daemon daemon = start(settings.config(), Systemd.of(shell.environment().variables()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(daemon), "shutdown"));
        try {
            daemon.join();
            return ExitCode.OK;
        } catch (IllegalStateException crashed) {
            portTaken(crashed)
                    .ifPresentOrElse(
                            reason -> LOG.error(
                                    "cannot listen on {} for xDS: {}",
                                    settings.config().xds(),
                                    reason),
                            () -> LOG.error("crashed (please report it)", crashed));
            return ExitCode.FAILURE;
        }
    }

    private static Daemon start(Config config, Systemd systemd) throws CommandFailed {
        try {
            return Daemon.start(config, systemd);
        } catch (UncheckedIOException portTaken) {
            throw new CommandFailed(String.valueOf(portTaken.getMessage()));
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

    private static Optional<String> portTaken(IllegalStateException crashed) {
        Throwable cause = crashed.getCause();
        return cause instanceof UncheckedIOException && cause.getCause() instanceof IOException refused
                ? Optional.of(rootOf(refused))
                : Optional.empty();
    }

    private static String rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
