package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.command.Shell;
import dev.sluice.config.Setting;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the package installs for people and for their shells says all that the program can do. */
class ManPageTest {
    @TempDir
    Path home;

    private CommandLineRun sluice;

    @BeforeEach
    void anEmptyHome() {
        sluice = new CommandLineRun(home);
    }

    private static Stream<CommandSpec> commands() {
        return SluiceCommand.commandLine(Shell.ofProcess()).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec);
    }

    private static String plain(String roff) {
        return roff.replaceAll("\\\\f[BIR]", "").replace("\\-", "-").replace("\\e", "\\");
    }

    @Test
    void everyCommandItsArgumentsAndEverySettingAreInTheManualPage() {
        List<String> lines =
                plain(sluice.run("man").out()).lines().map(String::strip).toList();
        assertThat(commands()).isNotEmpty().allSatisfy(command -> {
            int start = lines.indexOf(".SS sluice " + command.name());
            assertThat(start).as(command.name()).isPositive();
            assertThat(lines.get(start + 1)).as(command.name()).doesNotStartWith(".");
            List<String> rest = lines.subList(start, lines.size());
            assertThat(command.options())
                    .filteredOn(option ->
                            !option.hidden() && !option.inherited() && !option.usageHelp() && !option.versionHelp())
                    .allSatisfy(option ->
                            assertThat(rest).anyMatch(line -> line.startsWith(String.join(", ", option.names()))));
            assertThat(command.positionalParameters())
                    .allSatisfy(parameter -> assertThat(rest).contains(parameter.paramLabel()));
        });
        assertThat(Setting.ALL).allSatisfy(setting -> assertThat(lines).contains(setting.variable()));
        assertThat(lines).contains("-h, --help", "-V, --version", "--debug");
    }

    @Test
    void itIsOneOfTheSameProgramTwice() {
        assertThat(sluice.run("man").out()).isEqualTo(sluice.run("man").out()).doesNotContain("%%", "$$");
    }

    @Test
    void everyCommandAndItsOptionsAreCompleted() {
        String script = sluice.run("generate-completion").out();
        assertThat(commands()).isNotEmpty().allSatisfy(command -> {
            assertThat(script).contains("_picocli_sluice_" + command.name().replaceAll("[^a-z]", "") + "()");
            assertThat(command.options())
                    .filteredOn(option -> !option.hidden())
                    .flatExtracting(option -> Arrays.asList(option.names()))
                    .allSatisfy(name -> assertThat(script).contains(name));
        });
    }
}
