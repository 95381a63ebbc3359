package dev.sluice.cli;

import dev.sluice.command.CommandFailed;
import dev.sluice.command.Shell;
import dev.sluice.model.Format;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.model.Rules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A file of records that a command is given, or stdin. */
record RecordFile(String name) {
    /** The hosts in the file, with the mistakes of reading it. */
    Records.Parsed parse(Shell shell) throws CommandFailed {
        String text = text(shell);
        return Records.parse(text, Format.of(name, text));
    }

    /** The same, with the mistakes that {@link Rules} find as well. */
    Records.Parsed check(Shell shell) throws CommandFailed {
        Records.Parsed parsed = parse(shell);
        List<Problem> problems = new ArrayList<>(parsed.problems());
        parsed.hosts().forEach(host -> problems.addAll(Rules.check(host)));
        return new Records.Parsed(parsed.hosts(), problems);
    }

    private String text(Shell shell) throws CommandFailed {
        try {
            return name.equals("-")
                    ? shell.in().lines().collect(Collectors.joining("\n"))
                    : Files.readString(Path.of(name));
        } catch (NoSuchFileException e) {
            throw new CommandFailed(name + ": there is no such file");
        } catch (CharacterCodingException e) {
            throw new CommandFailed(name + ": is not UTF-8");
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailed(name + ": cannot be read: " + e.getMessage());
        }
    }

    /** {@code problem} with the file's name, as compilers write it. */
    String told(Problem problem) {
        return shown() + ": " + problem;
    }

    /** What it is called in a message. */
    String shown() {
        return name.equals("-") ? "stdin" : name;
    }
}
