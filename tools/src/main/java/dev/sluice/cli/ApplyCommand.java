package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.model.Host;
import dev.sluice.store.HostChange;
import dev.sluice.store.HostsWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice apply}. */
@Command(
        name = "apply",
        header = "Writes the hosts of files into the tables.",
        description = "All of them in one transaction; with any mistake in a file nothing is written."
                + " Hosts that are in no file stay as they are, and so does what a record leaves out of a row that is there:"
                + " its fleet and its ports. Hosts that stay the same are counted, not listed.")
final class ApplyCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "records in JSON or YAML, one or many; - is stdin; several files count as one")
    @SuppressWarnings("NullAway.Init")
    private List<String> files;

    @Option(names = "--dry-run", description = "show what would change, and write nothing")
    private boolean dryRun;

    @Option(names = "--prune", description = "delete the hosts that are in none of the files")
    private boolean prune;

    ApplyCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException, InterruptedException {
        List<Host> wanted = wanted();
        Config config = flags.load().config();
        List<String> notices = new ArrayList<>();
        List<HostChange> changes = HostsWriter.write(config.database(), wanted, prune, dryRun, notices::add);
        Instant written = Instant.now();
        Map<HostChange.Kind, Integer> counts = new EnumMap<>(HostChange.Kind.class);
        for (HostChange change : changes) {
            counts.merge(change.kind(), 1, Integer::sum);
            if (change.kind() == HostChange.Kind.UNCHANGED) {
                continue;
            }
            shell.out().println(word(change.kind()) + " host " + change.host());
            if (dryRun) {
                HostDiff.lines(change).forEach(line -> shell.out().println("  " + line));
            }
        }
        shell.out().println(summary(counts));
        notices.forEach(shell.err()::println);
        if (!dryRun) {
            new HeldChange(config.http()).since(written).ifPresent(shell.err()::println);
        }
        return ExitCode.OK;
    }

    private List<Host> wanted() throws CommandFailed {
        List<Host> wanted = RecordFiles.check(files, shell);
        if (prune && wanted.isEmpty()) {
            throw new CommandFailed("--prune with a file of no hosts would delete them all; to do that, use"
                    + " sluice sql 'DELETE FROM hosts'");
        }
        return wanted;
    }

    private String summary(Map<HostChange.Kind, Integer> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((kind, count) -> parts.add(count + " " + word(kind)));
        String all = parts.isEmpty() ? "no hosts" : String.join(", ", parts);
        return dryRun ? all + " if it were no dry run: nothing is written" : all;
    }

    private static String word(HostChange.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
