package dev.sluice.golden;

import static java.util.stream.Collectors.joining;

import dev.sluice.config.HostPort;
import dev.sluice.model.AllRows;
import dev.sluice.model.Format;
import dev.sluice.model.Host;
import dev.sluice.model.Problem;
import dev.sluice.model.Records;
import dev.sluice.translate.Names;
import dev.sluice.translate.Translator;
import dev.sluice.translate.Transport;
import dev.sluice.translate.XdsJson;
import dev.sluice.translate.XdsResources;
import dev.sluice.validate.Checked;
import dev.sluice.validate.EnvoyMachine;
import dev.sluice.validate.TakenPorts;
import dev.sluice.validate.TakenPorts.Taken;
import dev.sluice.validate.Validator;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One feature: rows, and what they become. The stages run as in the daemon, by hand.
 *
 * @param folder with rows.yaml, perhaps settings.properties, and what is expected
 */
record GoldenCase(Path folder) {
    static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    /** What a case is made of; every other file in its folder is an expectation. */
    static final Set<String> INPUTS = Set.of("rows.yaml", "settings.properties");

    /** The case that shows its listener whole. */
    private static final String LISTENER_SHOWN_IN = "plain-host";

    private static final Set<String> SETTINGS = Set.of("listen_address", "transport", "fleet");
    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final TakenPorts TAKEN_PORTS = new TakenPorts(List.of(
            new Taken(new HostPort("127.0.0.1", 18000), "Sluice's xDS server"),
            new Taken(new HostPort("127.0.0.1", 9901), "Envoy's admin interface"),
            new Taken(new HostPort("10.0.0.5", 5432), "the database")));
    private static final EnvoyMachine MACHINE = new EnvoyMachine(ANY_ADDRESS, Set.of("10.0.0.5", "2001:db8::5"));

    static Stream<GoldenCase> all() {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.filter(Files::isDirectory).sorted().map(GoldenCase::new).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    List<Host> hosts() throws IOException {
        Records.Parsed parsed = Records.parse(Files.readString(folder.resolve("rows.yaml")), Format.YAML);
        if (!parsed.problems().isEmpty()) {
            throw new IllegalArgumentException(name() + "/rows.yaml: " + parsed.problems());
        }
        return parsed.hosts();
    }

    Checked checked() throws IOException {
        return new Validator(TAKEN_PORTS, Set.of(Names.XDS_CLUSTER), MACHINE)
                .check(Checked.NOTHING, AllRows.of(hosts()));
    }

    XdsResources resources() throws IOException {
        return resources(translator());
    }

    XdsResources resources(Translator translator) throws IOException {
        String fleet = settings().getProperty("fleet", Host.DEFAULT_FLEET);
        return translator.translate(checked().usable(fleet));
    }

    Translator translator() throws IOException {
        Properties settings = settings();
        return new Translator(
                settings.getProperty("listen_address", ANY_ADDRESS),
                Transport.valueOf(settings.getProperty("transport", Transport.ADS.name())));
    }

    private Properties settings() throws IOException {
        Properties settings = new Properties();
        Path file = folder.resolve("settings.properties");
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                settings.load(reader);
            }
        }
        if (!SETTINGS.containsAll(settings.keySet())) {
            throw new IllegalArgumentException(file + ": only " + SETTINGS);
        }
        return settings;
    }

    /** The content of each file that is expected in the folder. */
    SortedMap<String, String> files() throws IOException {
        XdsResources resources = resources();
        SortedMap<String, String> files = new TreeMap<>();
        files.put("listeners.json", listeners(resources.listeners()));
        files.put("routes.json", XdsJson.of(resources.routes()) + "\n");
        files.put("clusters.json", XdsJson.of(resources.clusters()) + "\n");
        files.put("endpoints.json", XdsJson.of(resources.endpoints()) + "\n");
        List<Problem> problems = checked().problems();
        files.put(
                "problems.txt",
                problems.isEmpty()
                        ? "none\n"
                        : problems.stream().map(problem -> problem + "\n").collect(joining()));
        return files;
    }

    /** A listener that is the one shown elsewhere, but for its port, is named only. */
    private String listeners(List<Listener> listeners) {
        return listeners.isEmpty()
                ? "[]\n"
                : listeners.stream().map(this::listener).collect(joining(",\n", "[\n", "\n]\n"));
    }

    private String listener(Listener listener) {
        int port = listener.getAddress().getSocketAddress().getPortValue();
        boolean shownElsewhere = !name().equals(LISTENER_SHOWN_IN)
                && listener.equals(new Translator(ANY_ADDRESS, Transport.ADS).listener(port));
        return shownElsewhere
                ? "\"" + listener.getName() + ": as in " + LISTENER_SHOWN_IN + ", on port " + port + "\""
                : XdsJson.of(listener);
    }

    @Override
    public String toString() {
        return name();
    }
}
