package dev.sluice.cli;

import dev.sluice.OwnAddresses;
import dev.sluice.command.CommandFailed;
import dev.sluice.command.ExitCode;
import dev.sluice.command.SettingFlags;
import dev.sluice.command.Shell;
import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;
import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.store.Connections;
import dev.sluice.store.PostgresStore;
import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.translate.XdsJson;
import dev.sluice.validate.Checked;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.Validator;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice render}. */
@Command(
        name = "render",
        header = "Prints what Envoy gets, as JSON.",
        description =
                "Of the rows, or of a file, which needs no database. Problems go to stderr; the exit code is 1 if there are any.")
final class RenderCommand implements Callable<Integer> {
    private final Shell shell;

    private final SettingFlags flags;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "records in JSON or YAML; - is stdin. Without it, the rows of the database")
    private @Nullable String file;

    @Mixin
    private final FleetOption fleet = new FleetOption();

    @Option(names = "--problems", description = "check only: print the problems, and no JSON")
    private boolean problemsOnly;

    RenderCommand(Shell shell, SettingFlags flags) {
        this.shell = shell;
        this.flags = flags;
    }

    @Override
    public Integer call() throws InvalidConfig, CommandFailed, SQLException, StoreUnavailable {
        List<String> problems = file == null ? ofRows() : ofFile(new RecordFile(file));
        problems.forEach(shell.err()::println);
        return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private List<String> ofRows() throws InvalidConfig, CommandFailed, SQLException, StoreUnavailable {
        Config config = flags.load().config();
        // Who is not let in reads PostgreSQL's own words, as from the other commands; the store has others.
        Connections.writable(config.database()).getConnection().close();
        try (Store store = new PostgresStore(config.database(), config.limits())) {
            return render(config, store.read(), new OwnAddresses().get()).stream()
                    .map(Problem::toString)
                    .toList();
        }
    }

    private List<String> ofFile(RecordFile records) throws InvalidConfig, CommandFailed {
        Config config = flags.loadWithoutDatabase().config();
        Records.Parsed parsed = records.parse(shell);
        List<Problem> problems = new ArrayList<>(parsed.problems());
        // A file is the same wherever it is checked.
        problems.addAll(render(config, AllRows.of(parsed.hosts()), Set.of()));
        return problems.stream().map(records::told).toList();
    }

    /** Prints the resources of the hosts that can be served; returns what is wrong with the others. */
    private List<Problem> render(Config config, AllRows rows, Set<String> ownAddresses) {
        Validator validator = new Validator(
                TakenPorts.of(config),
                Set.of(Names.XDS_CLUSTER),
                config.limits().maxTargets(),
                new EnvoyMachine(config.listenAddress(), ownAddresses));
        Checked checked = validator.check(Checked.NOTHING, rows);
        if (!problemsOnly) {
            boolean nothing =
                    checked.usable(fleet.name()).isEmpty() && checked.problems().isEmpty();
            // Of a file that holds nothing there is a problem.
            if (nothing && (file == null || !rows.hosts().values().isEmpty())) {
                shell.err().println("sluice: " + noHostOf(fleet.name(), rows));
            }
            Translator translator = new Translator(config.listenAddress(), Transport.ADS);
            shell.out().print(XdsJson.of(translator.translate(checked.usable(fleet.name()))));
            shell.out().flush();
        }
        return checked.problems();
    }

    /** To Envoy an empty configuration is one like any other; to a person it is most likely a misspelt name. */
    private static String noHostOf(String fleet, AllRows rows) {
        String others = rows.hosts().values().stream()
                .map(Host::fleet)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return "no host names the fleet " + fleet
                + (others.isEmpty() ? "; there are no hosts at all" : "; the hosts name " + others);
    }
}
