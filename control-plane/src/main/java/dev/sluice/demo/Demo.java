package dev.sluice.demo;

import dev.sluice.Daemon;
import dev.sluice.config.Config;
import dev.sluice.config.Database;
import dev.sluice.config.HostPort;
import dev.sluice.config.Limits;
import dev.sluice.config.Secret;
import dev.sluice.config.XdsAccess;
import dev.sluice.local.EnvoyBinary;
import dev.sluice.local.EnvoyNotFound;
import dev.sluice.local.FolderLock;
import dev.sluice.local.Folders;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.LocalPostgresFailed;
import dev.sluice.local.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo's parts, started one after the other and closed in reverse. */
// Some parts are only started and closed: the compiler would rather see them used.
@SuppressWarnings("try")
final class Demo {
    private static final String LOOPBACK = "127.0.0.1";

    private final Folders folders;
    private final Path folder;
    private final ExamplePorts examples;
    private final Console console;
    private final Progress progress;

    Demo(Map<String, String> env, ExamplePorts examples, Console console, Progress progress) {
        this.folders = Folders.of(env);
        this.folder = folders.data().resolve("demo");
        this.examples = examples;
        this.console = console;
        this.progress = progress;
    }

    /** Runs until Ctrl-C. */
    void run() throws DemoFailed, InterruptedException, IOException {
        console.say("Sluice demo: rows in PostgreSQL drive Envoy, all of it on this machine. Ctrl-C stops it.");
        Files.createDirectories(folder);
        QuietLogs logs = QuietLogs.begin();
        try (FolderLock lock = FolderLock.of(folder)) {
            examples.requireFree();
            Path envoy = EnvoyBinary.find(progress);
            try (Shutdown shutdown = Shutdown.of(console)) {
                run(envoy, shutdown, logs);
            }
        } catch (FolderLock.Held e) {
            throw new DemoFailed("a demo is running already, pid " + e.pid() + "; end it with Ctrl-C in its terminal or"
                    + " with  kill " + e.pid());
        } catch (EnvoyNotFound | LocalPostgresFailed e) {
            throw new DemoFailed(String.valueOf(e.getMessage()), e);
        }
    }

    private void run(Path binary, Shutdown shutdown, QuietLogs logs)
            throws DemoFailed, LocalPostgresFailed, InterruptedException, IOException {
        DemoPorts ports = DemoPorts.choose();
        try (LocalPostgres postgres = startPostgres();
                ExampleBackend first = ExampleBackend.start("first", examples.first());
                ExampleBackend second = ExampleBackend.start("second", examples.second())) {
            Database database = database(postgres);
            boolean isNew = ExampleRows.insertIfNew(database, ExampleHost.all(examples));
            console.part("rows", "", isNew ? "three example hosts, written for a start" : "those of the last time");
            try (Daemon daemon = Daemon.start(config(database, ports));
                    DemoEnvoy envoy = startEnvoy(binary, ports);
                    UrlFile url = UrlFile.write(folder, postgres.url())) {
                console.ready();
                toTry(postgres);
                logs.close();
                shutdown.watch(daemon);
                shutdown.await();
            }
        }
    }

    private LocalPostgres startPostgres() throws LocalPostgresFailed {
        LocalPostgres.Options options = LocalPostgres.Options.in(folders, DemoPorts.POSTGRES);
        if (!Files.exists(options.folder())) {
            console.say("  unpacking PostgreSQL and creating an empty database, a few seconds the first time ...");
        }
        LocalPostgres postgres = LocalPostgres.start(options, progress);
        console.part("PostgreSQL", LOOPBACK + ":" + postgres.port(), "its data in " + Console.path(options.folder()));
        return postgres;
    }

    private DemoEnvoy startEnvoy(Path binary, DemoPorts ports) throws DemoFailed, InterruptedException {
        console.part("backends", LOOPBACK + ":" + examples.first(), "and :" + examples.second());
        DemoEnvoy envoy = DemoEnvoy.start(binary, folder, ports, console);
        try {
            envoy.awaitReady();
        } catch (DemoFailed | InterruptedException e) {
            envoy.close();
            throw e;
        }
        console.part(
                "daemon",
                LOOPBACK + ":" + ports.xds() + ports.noteOnXds(),
                "status on http://" + LOOPBACK + ":" + ports.http() + "/status" + ports.noteOnHttp());
        console.part(
                "Envoy",
                LOOPBACK + ":" + examples.incoming(),
                "admin on http://" + LOOPBACK + ":" + ports.admin() + "/" + ports.noteOnAdmin());
        return envoy;
    }

    private void toTry(LocalPostgres postgres) throws DemoFailed {
        try (Connection connection = postgres.connect()) {
            console.say("\nTry:");
            ToTry.of(examples)
                    .lines(connection, postgres.url(), System.getenv().getOrDefault("PATH", ""))
                    .forEach(console::say);
            console.say("\nWhat happens from now on:");
        } catch (SQLException e) {
            throw new DemoFailed("the rows cannot be read: " + e.getMessage(), e);
        }
    }

    private static Database database(LocalPostgres postgres) {
        return new Database(
                List.of(new HostPort(LOOPBACK, postgres.port())),
                postgres.user(),
                postgres.user(),
                Optional.of(new Secret(postgres.password())),
                Map.of());
    }

    private Config config(Database database, DemoPorts ports) {
        return new Config(
                database,
                true,
                Duration.ofSeconds(1),
                true,
                new HostPort(LOOPBACK, ports.xds()),
                XdsAccess.OPEN,
                // Nothing of a demo is to be reached from elsewhere.
                LOOPBACK,
                new HostPort(LOOPBACK, ports.http()),
                new HostPort(LOOPBACK, ports.admin()),
                folder,
                Limits.USUAL);
    }
}
