package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.model.Counted;
import dev.sluice.store.PinsWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice pin}. */
@Command(
        name = "pin",
        header = "Keeps a fleet at what it serves now.",
        description =
                "Whatever is done to the rows from now on, every daemon serves this fleet the hosts that the"
                        + " daemon on this machine serves it now, until sluice release. They are written into the table fleets.")
final class PinCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Mixin
    private final FleetOption fleet = new FleetOption();

    PinCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException, InterruptedException {
        String name = fleet.name();
        Config config = flags.load().config();
        JsonNode served = new RunningDaemon(config.http()).hosts(name);
        JsonNode hosts = served.path("hosts");
        String revision = served.path("revision").asText();
        if (!PinsWriter.pin(config.database(), name, revision, hosts.toString())) {
            throw new CommandFailed(
                    "the fleet " + name + " is pinned already, and stays as it is; to pin it to what its rows"
                            + " say now, release it first");
        }
        shell.out()
                .println("pinned fleet " + name + " at revision " + revision + ", with "
                        + Counted.of(hosts.size(), "host"));
        shell.out()
                .println("Every daemon on this database serves it so from now on, whatever its rows say, until sluice"
                        + " release" + fleet.asArgument() + ".");
        return ExitCode.OK;
    }
}
