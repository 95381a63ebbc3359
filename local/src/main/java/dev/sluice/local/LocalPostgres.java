package dev.sluice.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL of this machine's own, with a database and a role {@code sluice}, for those who have none. Safe for data
 * that matters: it is on disk when it says so, listens on loopback only, and lets nobody in without a password.
 */
public final class LocalPostgres implements AutoCloseable {
    /** The role, and the database that it owns. */
    private static final String SLUICE = "sluice";

    private static final String SUPERUSER = "postgres";

    private static final int TRIES = 5;

    /** What initdb writes, and a first log segment or two: 55 MB were seen. */
    private static final long NEW_DATABASE = 100_000_000;

    /** Small, and no socket file: that would have to be in a folder that all users share. */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "30",
            "shared_buffers", "16MB",
            "max_wal_size", "128MB",
            // Needs neither worker processes nor a kernel that has io_uring.
            "io_method", "sync",
            "log_checkpoints", "off");

    private final FolderLock lock;
    private final PostgresServer server;
    private final PostgresAccess access;

    private LocalPostgres(FolderLock lock, PostgresServer server, PostgresAccess access) {
        this.lock = lock;
        this.server = server;
        this.access = access;
    }

    /**
     * Where it keeps its files and where it listens.
     *
     * @param folder of the data, the password file and the log
     * @param binaries where the server itself is unpacked, once
     * @param port to listen on; when something else has it, the next free one
     * @param settings of {@code postgresql.conf}, over ours
     */
    public record Options(Path folder, Path binaries, int port, Map<String, String> settings) {
        public Options {
            settings = Map.copyOf(settings);
        }

        /** The major version is in the path, because the next one cannot read this one's data. */
        public static Options in(Folders folders, int port) {
            Path folder = folders.demo().resolve("pg18");
            return new Options(folder, folders.cache().resolve("postgres"), port, Map.of());
        }
    }

    public static LocalPostgres start(Options options, Progress progress) throws LocalPostgresFailed {
        try {
            FolderLock lock = FolderLock.of(PrivateFiles.folder(options.folder()));
            try {
                return start(lock, options, progress);
            } catch (IOException | LocalPostgresFailed e) {
                lock.close();
                throw e;
            }
        } catch (FolderLock.Held e) {
            throw new LocalPostgresFailed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new LocalPostgresFailed(FileTrouble.sentence(options.folder(), "XDG_DATA_HOME", e));
        }
    }

    /** Deletes the data, all of them; a server that an earlier run left behind is stopped first. */
    @SuppressWarnings("try") // the lock is only held
    public static void delete(Options options) throws LocalPostgresFailed {
        if (!Files.exists(options.folder())) {
            return;
        }
        try (FolderLock lock = FolderLock.of(options.folder())) {
            PostgresFiles files = new PostgresFiles(options.folder());
            if (Postmaster.on(files.data()).isPresent()) {
                PostgresServer.of(options.binaries(), files).stop();
            }
            PostgresFiles.deleteTree(options.folder());
        } catch (FolderLock.Held e) {
            throw new LocalPostgresFailed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new LocalPostgresFailed(FileTrouble.sentence(options.folder(), "XDG_DATA_HOME", e));
        }
    }

    /** Deletes a file, or a folder with all that is in it. */
    public static void deleteTree(Path path) throws IOException {
        PostgresFiles.deleteTree(path);
    }

    private static LocalPostgres start(FolderLock lock, Options options, Progress progress)
            throws IOException, LocalPostgresFailed {
        PostgresFiles files = new PostgresFiles(options.folder());
        PostgresServer server = PostgresServer.of(options.binaries(), files);
        Optional<Postmaster> orphan = Postmaster.on(files.data());
        int port;
        if (orphan.isPresent()) {
            port = orphan.get().port();
            progress.say("attached to the PostgreSQL that an earlier run left behind (pid "
                    + orphan.get().pid() + ")");
        } else {
            port = launch(server, options, progress);
        }
        PostgresAccess access = new PostgresAccess(port, passwords(files), SLUICE);
        LocalPostgres started = new LocalPostgres(lock, server, access);
        started.complete(files);
        return started;
    }

    /** On the wanted port or the next free one, which PostgreSQL binds itself: somebody else may be quicker. */
    private static int launch(PostgresServer server, Options options, Progress progress)
            throws IOException, LocalPostgresFailed {
        for (int attempt = 1; ; attempt++) {
            int port = freeFrom(options.port());
            try {
                launch(server, port, options);
                if (port != options.port()) {
                    progress.say("port " + options.port() + " is taken, PostgreSQL listens on " + port);
                }
                return port;
            } catch (LocalPostgresFailed e) {
                if (attempt == TRIES || Ports.isFree(port)) {
                    throw e;
                }
            }
        }
    }

    private static int freeFrom(int wanted) {
        try (HeldPort port = HeldPort.from(wanted)) {
            return port.port();
        }
    }

    private static void launch(PostgresServer server, int port, Options options)
            throws IOException, LocalPostgresFailed {
        PostgresFiles files = server.files();
        files.prepare();
        if (Files.exists(files.data())) {
            passwords(files);
        } else {
            FileTrouble.requireRoom(files.folder(), NEW_DATABASE, "a new database", "XDG_DATA_HOME");
            PasswordFile created = PasswordFile.create(files.passwords(), List.of(SUPERUSER, SLUICE));
            server.create(SUPERUSER, created.of(SUPERUSER));
        }
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(options.settings());
        server.start(port, settings);
    }

    private static PasswordFile passwords(PostgresFiles files) throws IOException, LocalPostgresFailed {
        if (!Files.exists(files.passwords())) {
            throw new LocalPostgresFailed(files.passwords() + " is missing, and without it nobody gets in:"
                    + " put it back, or delete " + files.folder() + " to start with an empty database");
        }
        return PasswordFile.read(files.passwords());
    }

    private void complete(PostgresFiles files) throws IOException, LocalPostgresFailed {
        try (Connection connection = connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            if (isMissing(statement, "SELECT FROM pg_roles WHERE rolname = '" + SLUICE + "'")) {
                statement.execute("CREATE ROLE " + SLUICE + " LOGIN PASSWORD '" + password() + "'");
            }
            if (isMissing(statement, "SELECT FROM pg_database WHERE datname = '" + SLUICE + "'")) {
                statement.execute("CREATE DATABASE " + SLUICE + " OWNER " + SLUICE);
            }
            files.complete(port());
        } catch (SQLException e) {
            server.stop();
            throw new LocalPostgresFailed("PostgreSQL started but refuses its owner", e);
        }
    }

    private static boolean isMissing(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }

    /** For libpq and for {@code DATABASE_URL}; names the password's file instead of the password. */
    public String url() {
        return access.url();
    }

    /** For JDBC, to be used with {@link #user()} and {@link #password()}. */
    public String jdbcUrl() {
        return access.jdbcUrl();
    }

    public Connection connect() throws SQLException {
        return access.connect();
    }

    /** To the database {@code postgres}, as the one who may do everything. */
    public Connection connectAsSuperuser() throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
        return DriverManager.getConnection(url, SUPERUSER, access.passwords().of(SUPERUSER));
    }

    public String user() {
        return access.user();
    }

    public String password() {
        return access.passwords().of(user());
    }

    public int port() {
        return access.port();
    }

    /** Stops the server; what was committed is kept. */
    @Override
    public void close() throws IOException, LocalPostgresFailed {
        try (lock) {
            // It may have been killed.
            if (Postmaster.on(server.files().data()).isPresent()) {
                server.stop();
            }
        }
    }
}
