package dev.sluice.cli;

import dev.sluice.command.ExitCode;
import dev.sluice.config.Setting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** sluice(1) in roff, made from the commands themselves, so that none and no option of them can be missing. */
final class ManPage {
    private static final Map<Integer, String> EXIT_CODES = Map.of(
            ExitCode.OK, "all is done",
            ExitCode.FAILURE, "it failed; stderr says why",
            ExitCode.USAGE, "an argument is wrong",
            ExitCode.DATABASE_UNAVAILABLE, "the database cannot be reached",
            ExitCode.CONFIGURATION, "a setting is wrong; systemd does not start the daemon again");

    private final StringBuilder roff = new StringBuilder();

    private ManPage() {}

    static String of(CommandSpec root) {
        ManPage page = new ManPage();
        page.head(root);
        page.section("COMMANDS");
        root.subcommands().values().stream()
                .map(line -> line.getCommandSpec())
                .filter(command -> !command.usageMessage().hidden())
                .forEach(page::command);
        page.settings();
        page.exitCodes();
        page.files();
        return page.roff.toString();
    }

    private void head(CommandSpec root) {
        String version = Optional.ofNullable(ManPage.class.getPackage().getImplementationVersion())
                .orElse("");
        line(".TH SLUICE 1 \"\" \"sluice " + version + "\" \"Sluice\"");
        section("NAME");
        line("sluice \\- " + escape("a load balancer whose configuration is rows in PostgreSQL"));
        section("SYNOPSIS");
        line(".B sluice");
        line(".I COMMAND");
        line("[options]");
        section("DESCRIPTION");
        text(String.join(" ", root.usageMessage().description()));
        line(".PP");
        text("The daemon reads the tables hosts, targets and health_checks, and has a stock Envoy route by them. "
                + "Each of the tables explains itself: \\d+ hosts in psql.");
        section("OPTIONS");
        line("Every command has these.");
        root.options().stream().filter(OptionSpec::inherited).forEach(this::argument);
        root.options().stream().filter(option -> !option.inherited()).forEach(this::argument);
    }

    private void command(CommandSpec command) {
        line(".SS " + escape("sluice " + command.name()));
        text(String.join(" ", command.usageMessage().header()));
        text(String.join(" ", command.usageMessage().description()));
        command.positionalParameters().forEach(this::argument);
        command.options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
                .forEach(this::argument);
    }

    private void argument(ArgSpec argument) {
        if (argument.hidden()) {
            return;
        }
        line(".TP");
        line(argument instanceof OptionSpec option ? names(option) : "\\fI" + escape(argument.paramLabel()) + "\\fR");
        text(String.join(" ", argument.description()));
    }

    private static String names(OptionSpec option) {
        String value = option.arity().max() == 0 ? "" : "=\\fI" + escape(option.paramLabel()) + "\\fR";
        List<String> names = List.of(option.names()).stream()
                .map(name -> "\\fB" + escape(name) + "\\fR")
                .toList();
        return String.join(", ", names) + value;
    }

    private void settings() {
        section("ENVIRONMENT");
        text(
                "A flag wins over its variable, DATABASE_URL and libpq's PG* variables, /etc/sluice/sluice.yaml and the default.");
        for (Setting<?> setting : Setting.ALL) {
            line(".TP");
            line("\\fB" + escape(setting.variable()) + "\\fR");
            String fallback = setting.fallback().isEmpty() ? "" : " (" + setting.fallback() + ")";
            line(escape(setting.meaning() + fallback));
        }
    }

    private void exitCodes() {
        section("EXIT STATUS");
        EXIT_CODES.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(code -> {
            line(".TP");
            line("\\fB" + code.getKey() + "\\fR");
            line(escape(code.getValue()));
        });
    }

    private void files() {
        section("FILES");
        file("/etc/sluice/sluice.env", "the daemon's settings, one SLUICE_NAME=value a line, for its unit");
        file("/etc/sluice/sluice.yaml", "settings for every command, where there is such a file");
        file("/etc/envoy/envoy.yaml", "what Envoy starts with");
        file("/var/lib/sluice", "what was served last, for a start without the database");
        section("SEE ALSO");
        line("systemctl(1), psql(1), journalctl(1)");
    }

    private void file(String path, String what) {
        line(".TP");
        line("\\fI" + escape(path) + "\\fR");
        line(escape(what));
    }

    private void section(String name) {
        line(".SH " + name);
    }

    /** As picocli has it: a format, in which a percent sign is written twice. */
    private void text(String description) {
        if (!description.isBlank()) {
            line(escape(String.format(description)));
        }
    }

    private void line(String text) {
        roff.append(text).append('\n');
    }

    /** A hyphen would become a dash that cannot be copied, and a dot in front a request. */
    private static String escape(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
