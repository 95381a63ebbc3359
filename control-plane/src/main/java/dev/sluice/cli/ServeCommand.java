package dev.sluice.cli;

import dev.sluice.Daemon;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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

    private final SettingFlags flags;

    ServeCommand(SettingFlags flags) {
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, InterruptedException {
        Settings settings = flags.load();
        settings.effective().forEach(setting -> LOG.info("setting {}", setting));
        // A bug crashes the process: systemd starts it again, and Envoy serves on meanwhile. Not exit, which would wait
        // for the very thread that met the bug.
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> {
            LOG.error("crashed thread={} (please report it)", thread.getName(), bug);
            Runtime.getRuntime().halt(ExitCode.FAILURE);
        });
        Daemon daemon = Daemon.start(settings.config());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            daemon.close();
                            LOG.info("stopped (Envoy goes on with what it has)");
                        },
                        "shutdown"));
        new CountDownLatch(1).await(); // the shutdown hook ends the process
        return ExitCode.OK;
    }
}
