package dev.sluice.cli;

import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.model.Records;
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
        header = "Writes the hosts of a file into the tables.",
        description = "All of them in one transaction; with any mistake in the file nothing is written."
                + " Hosts that are not in the file stay as they are, and so does what a record leaves out of a row that is"
                + " there: its fleet and its ports.")
final class ApplyCommand implements Callable<Integer> {
    private final Shell shell;
    private final SettingFlags flags;

    @Parameters(paramLabel = "FILE", description = "records in JSON or YAML, one or many; - is stdin")
    @SuppressWarnings("NullAway.Init")
    private String file;

    @Option(names = "--dry-run", description = "show what would change, and write nothing")
    private boolean dryRun;

    @Option(names = "--prune", description = "delete the hosts that are not in the file")
    private boolean prune;

    ApplyCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException, InterruptedException {
        Records.Parsed wanted = wanted();
        Config config = flags.load().config();
        List<String> notices = new ArrayList<>();
        List<HostChange> changes = HostsWriter.write(config.database(), wanted, prune, dryRun, notices::add);
        Instant written = Instant.now();
        Map<HostChange.Kind, Integer> counts = new EnumMap<>(HostChange.Kind.class);
        for (HostChange change : changes) {
            counts.merge(change.kind(), 1, Integer::sum);
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

    private Records.Parsed wanted() throws CommandFailed {
        RecordFile records = new RecordFile(file);
        Records.Parsed parsed = records.check(shell);
        if (!parsed.problems().isEmpty()) {
            parsed.problems().forEach(problem -> shell.err().println(records.told(problem)));
            throw new CommandFailed("nothing is written, because of the above: "
                    + count(parsed.problems().size(), "problem"));
        }
        if (prune && parsed.hosts().isEmpty()) {
            throw new CommandFailed("--prune with a file of no hosts would delete them all; to do that, use"
                    + " sluice sql 'DELETE FROM hosts'");
        }
        return parsed;
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

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
