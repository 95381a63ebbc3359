package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.Shell;
import dev.sluice.model.Counted;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several files of records that a command is given, to be used together or not at all. */
final class RecordFiles {
    private final List<Host> hosts = new ArrayList<>();
    private final Map<String, RecordFile> firstFileOf = new HashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    private RecordFiles() {}

    /** The hosts of all of them; the mistakes of all of them are told when there is any. */
    static List<Host> check(List<String> names, Shell shell) throws CommandFailed {
        RecordFiles files = new RecordFiles();
        for (String name : names) {
            files.add(new RecordFile(name), shell);
        }
        if (!files.mistakes.isEmpty()) {
            files.mistakes.forEach(shell.err()::println);
            throw new CommandFailed(
                    "nothing is written, because of the above: " + Counted.of(files.mistakes.size(), "problem"));
        }
        return files.hosts;
    }

    private void add(RecordFile file, Shell shell) throws CommandFailed {
        Records.Parsed parsed = file.check(shell);
        parsed.problems().forEach(problem -> mistakes.add(file.told(problem)));
        for (Host host : parsed.hosts()) {
            RecordFile first = firstFileOf.putIfAbsent(host.host(), file);
            if (first != null) {
                mistakes.add(file.told(new Problem(
                        host.host(), "hosts.host", "must be there once, is in " + first.shown() + " as well")));
            }
        }
        hosts.addAll(parsed.hosts());
    }
}
