package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Environment;
import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Settings;
import dev.sluice.doctor.Checks;
import dev.sluice.doctor.Finding;
import dev.sluice.doctor.Finding.Verdict;
import dev.sluice.doctor.Loading;
import dev.sluice.doctor.Vm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice doctor}. */
@Command(
        name = "doctor",
        header = "Checks this machine, and says what to do about what it finds.",
        description = "Settings, files, units, ports, the daemon, Envoy and the database, with the settings that the"
                + " daemon's unit has. Some of it only root can see. The exit code is 1 if something has failed.")
final class DoctorCommand implements Callable<Integer> {
    private enum Form {
        text,
        json
    }

    private final Shell shell;
    private final SettingFlags flags;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json (text)")
    private Form form = Form.text;

    @Option(names = "--root", hidden = true, description = "the folder that stands for /, for tests")
    private Path root = Path.of("/");

    DoctorCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws CommandFailed {
        Vm vm = new Vm(root, shell.environment());
        List<Finding> findings = Checks.run(vm, loading(vm.ofTheDaemon()));
        shell.out().print(form == Form.json ? json(findings) : text(findings));
        shell.out().flush();
        return count(findings, Verdict.FAIL) == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }

    /** How to load the settings that the daemon has, which got {@code theirs} as its environment. */
    private Loading loading(Environment theirs) throws CommandFailed {
        Settings.Sources ours = flags.sources();
        Settings.Sources sources = new Settings.Sources(theirs, ours.flags(), ours.file());
        return new Loading() {
            @Override
            public Settings load() throws InvalidConfig {
                return Settings.load(sources);
            }

            @Override
            public Settings loadWithoutDatabase() throws InvalidConfig {
                return Settings.loadWithoutDatabase(sources);
            }
        };
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static String text(List<Finding> findings) {
        int width = findings.stream()
                .mapToInt(finding -> finding.subject().length())
                .max()
                .orElse(0);
        String lines = findings.stream().map(finding -> lines(finding, width)).collect(Collectors.joining());
        String summary = Arrays.stream(Verdict.values())
                .map(verdict -> count(findings, verdict) + " " + verdict.word())
                .collect(Collectors.joining(", "));
        return lines + summary + "\n";
    }

    private static String lines(Finding finding, int width) {
        String remedy = finding.remedy().isEmpty() ? "" : " ".repeat(9 + width + 2) + "-> " + finding.remedy() + "\n";
        String form = "%-7s  %-" + width + "s  %s\n%s";
        return form.formatted(finding.verdict().word(), finding.subject(), finding.sentence(), remedy);
    }

    private static String json(List<Finding> findings) {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        findings.forEach(finding -> array.addObject()
                .put("verdict", finding.verdict().name().toLowerCase(Locale.ROOT))
                .put("subject", finding.subject())
                .put("sentence", finding.sentence())
                .put("remedy", finding.remedy()));
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of our own", e);
        }
    }
}
