package dev.sluice.command;

import dev.sluice.model.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in a sentence of ours: picocli's own speak of arguments and specs. */
final class Misuse {
    private Misuse() {}

    static String sentence(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return unknown(command, unmatched.getUnmatched().get(0));
        }
        if (wrong instanceof MissingParameterException missing) {
            return missing(missing);
        }
        ArgSpec argument = wrong.getArgSpec();
        if (wrong instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " must be given once";
        }
        if (argument != null) {
            return wrongValue(argument, wrong);
        }
        // As help does.
        return wrong.getValue() == null ? message(wrong) : unknown(command, wrong.getValue());
    }

    private static String unknown(CommandLine command, String written) {
        if (written.startsWith("-")) {
            String option = written.split("=", 2)[0];
            return written + " is not known here" + Nearest.hint(option, options(command.getCommandSpec()));
        }
        List<String> commands = commands(command);
        return commands.isEmpty()
                ? written + " is one argument too many"
                : written + " is not known here" + Nearest.hintOrAll(written, commands);
    }

    private static List<String> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
    }

    private static List<String> commands(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String missing(MissingParameterException wrong) {
        return wrong.getMissing().isEmpty()
                ? message(wrong)
                : wrong.getMissing().stream().map(Misuse::written).collect(Collectors.joining(" and ", "give ", ""));
    }

    private static String wrongValue(ArgSpec argument, ParameterException wrong) {
        if (argument.type().isEnum()) {
            String values = Arrays.stream(argument.type().getEnumConstants())
                    .map(String::valueOf)
                    .collect(Collectors.joining(" or "));
            return name(argument) + " must be " + values + ", is " + wrong.getValue();
        }
        return wrong.getCause() instanceof TypeConversionException reason
                ? name(argument) + " " + reason.getMessage()
                : message(wrong);
    }

    private static String written(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.arity().max() > 0
                ? option.longestName() + "=" + option.paramLabel()
                : name(argument);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String message(ParameterException wrong) {
        return String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
    }
}
