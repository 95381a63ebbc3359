package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Database;
import dev.sluice.config.InvalidConfig;
import dev.sluice.store.PinsWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice release}. */
@Command(
        name = "release",
        header = "Ends what sluice pin began.",
        description = "The fleet follows its rows again: all that they changed since it was pinned is applied at once.")
final class ReleaseCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Mixin
    private final FleetOption fleet = new FleetOption();

    ReleaseCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException {
        String name = fleet.name();
        Database database = flags.load().config().database();
        if (!PinsWriter.release(database, name)) {
            String pinned = PinsWriter.pinned(database)
                    .map(names -> "pinned is " + names)
                    .orElse("no fleet is");
            throw new CommandFailed("the fleet " + name + " is not pinned; " + pinned);
        }
        shell.out().println("released fleet " + name);
        shell.out()
                .println(
                        "Every daemon on this database applies its rows now; where too much is gone at once, it waits for"
                                + " sluice confirm.");
        return ExitCode.OK;
    }
}
