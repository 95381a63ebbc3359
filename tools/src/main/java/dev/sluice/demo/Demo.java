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
import dev.sluice.local.FileTrouble;
import dev.sluice.local.FolderLock;
import dev.sluice.local.Folders;
import dev.sluice.local.HeldPort;
import dev.sluice.local.LocalPostgres;
import dev.sluice.local.LocalPostgresFailed;
import dev.sluice.local.Progress;
import dev.sluice.local.SearchPath;
import dev.sluice.serve.CannotListen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo's parts, started one after the other and closed in reverse. */
// Some parts are only started and closed: the compiler would rather see them used.
@SuppressWarnings("try")
final class Demo {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path folder;
    private final LocalPostgres.Options database;
    private final ExamplePorts usual;
    private final Console console;
    private final Progress progress;

    Demo(Map<String, String> env, ExamplePorts usual, Console console, Progress progress) {
        Folders folders = Folders.of(env);
        this.folder = folders.demo();
        this.database = LocalPostgres.Options.in(folders, DemoPorts.POSTGRES);
        this.usual = usual;
        this.console = console;
        this.progress = progress;
    }

    /**
     * Runs until Ctrl-C.
     *
     * @param fresh whether all that earlier runs left is deleted first
     */
    void run(boolean fresh) throws DemoFailed, InterruptedException {
        console.say("Sluice demo: rows in PostgreSQL drive Envoy, all of it on this machine. Ctrl-C stops it.");
        QuietLogs logs = QuietLogs.begin();
        try {
            Files.createDirectories(folder);
            try (FolderLock lock = FolderLock.of(folder)) {
                if (fresh) {
                    forget();
                }
                run(logs);
            }
        } catch (FolderLock.Held e) {
            throw new DemoFailed("a demo is running already, pid " + e.pid() + "; end it with Ctrl-C in its terminal or"
                    + " with  kill " + e.pid());
        } catch (EnvoyNotFound | LocalPostgresFailed e) {
            throw new DemoFailed(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new DemoFailed(FileTrouble.sentence(folder, "XDG_DATA_HOME", e), e);
        }
    }

    /** Also what the daemon kept: it would ask whether all these hosts are really gone. */
    private void forget() throws IOException, LocalPostgresFailed {
        LocalPostgres.delete(database);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path each :
                    left.filter(file -> !file.endsWith(FolderLock.FILE)).toList()) {
                LocalPostgres.deleteTree(each);
            }
        }
        console.part("fresh", "", "the rows of earlier runs are deleted");
    }

    private void run(QuietLogs logs)
            throws DemoFailed, EnvoyNotFound, LocalPostgresFailed, InterruptedException, IOException {
        ExamplePorts examples = usual.keptIn(folder, !Files.exists(database.folder()));
        examples.requireFree();
        Path envoy = EnvoyBinary.find(progress);
        // In this order: what the rows name comes first, the daemon takes what is left.
        try (Shutdown shutdown = Shutdown.of(console);
                HeldPort incoming = examples.holdIncoming();
                ExampleBackend first = ExampleBackend.start("first", examples.first());
                ExampleBackend second = ExampleBackend.start("second", examples.second());
                DemoPorts ports = DemoPorts.choose();
                LocalPostgres postgres = startPostgres()) {
            Database rows = database(postgres);
            boolean isNew = ExampleRows.insertIfNew(rows, examples);
            console.part("rows", "", isNew ? "three example hosts, written for a start" : "those of the last time");
            console.part("backends", LOOPBACK + ":" + examples.first(), "and :" + examples.second());
            try (Daemon daemon = startDaemon(rows, ports, shutdown);
                    DemoEnvoy envoyRuns = startEnvoy(envoy, ports, incoming, shutdown);
                    UrlFile url = UrlFile.write(folder, postgres.url())) {
                console.part(
                        "Envoy",
                        LOOPBACK + ":" + examples.incoming(),
                        "admin on http://" + LOOPBACK + ":" + ports.admin().port() + "/" + ports.noteOnAdmin());
                console.ready();
                toTry(postgres, examples);
                logs.close();
                shutdown.await();
            }
        }
    }

    private LocalPostgres startPostgres() throws LocalPostgresFailed {
        if (!Files.exists(database.folder())) {
            console.say("  unpacking PostgreSQL and creating an empty database, a few seconds the first time ...");
        }
        LocalPostgres postgres = LocalPostgres.start(database, progress);
        console.part("PostgreSQL", LOOPBACK + ":" + postgres.port(), "its data in " + Console.path(database.folder()));
        return postgres;
    }

    private Daemon startDaemon(Database rows, DemoPorts ports, Shutdown shutdown)
            throws DemoFailed, InterruptedException {
        ports.xds().close();
        ports.http().close();
        Daemon daemon = launch(config(rows, ports));
        try {
            shutdown.watch(daemon);
            HostPort where = new HostPort(LOOPBACK, ports.http().port());
            String http = "http://" + where;
            new Awaited("the daemon", where, "/readyz", console)
                    .await(shutdown, () -> {}, "what it waits for is at " + http + "/status");
            console.part(
                    "daemon",
                    LOOPBACK + ":" + ports.xds().port() + ports.noteOnXds(),
                    "status on " + http + "/status" + ports.noteOnHttp());
            return daemon;
        } catch (DemoFailed | InterruptedException e) {
            daemon.close();
            throw e;
        }
    }

    private static Daemon launch(Config config) throws DemoFailed {
        try {
            return Daemon.start(config);
        } catch (CannotListen taken) {
            throw DemoFailed.because(taken);
        }
    }

    private DemoEnvoy startEnvoy(Path binary, DemoPorts ports, HeldPort incoming, Shutdown shutdown)
            throws DemoFailed, InterruptedException {
        ports.admin().close();
        incoming.close();
        DemoEnvoy envoy = DemoEnvoy.start(binary, folder, ports, console);
        try {
            envoy.awaitReady(shutdown);
            return envoy;
        } catch (DemoFailed | InterruptedException e) {
            envoy.close();
            throw e;
        }
    }

    private void toTry(LocalPostgres postgres, ExamplePorts examples) throws DemoFailed {
        try (Connection connection = postgres.connect()) {
            console.say("\nTry:");
            ToTry.of(examples)
                    .lines(connection, postgres.url(), SearchPath.of(System.getenv()))
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
                new HostPort(LOOPBACK, ports.xds().port()),
                XdsAccess.OPEN,
                // Nothing of a demo is to be reached from elsewhere.
                LOOPBACK,
                new HostPort(LOOPBACK, ports.http().port()),
                new HostPort(LOOPBACK, ports.admin().port()),
                folder,
                Limits.USUAL);
    }
}
