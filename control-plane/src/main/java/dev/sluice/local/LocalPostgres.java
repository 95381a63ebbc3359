package dev.sluice.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL of this machine's own, with a database and a role {@code sluice}, for those who have none. Safe for data
 * that matters: it is on disk when it says so, listens on loopback only, and lets nobody in without a password.
 */
public final class LocalPostgres implements AutoCloseable {
    /** Of the role, and of the database that it owns. */
    private static final String SLUICE = "sluice";

    private static final String SUPERUSER = "postgres";

    /**
     * The library means to serve tests: it turns off fsync and synchronous_commit, and allows 300 connections. The rest
     * makes it small; no socket file, because that would have to be in a folder that all users share.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "30",
            "shared_buffers", "16MB",
            "max_wal_size", "128MB",
            "io_method", "sync",
            "log_checkpoints", "off");

    /** Independent of the languages that are installed, and never a window in which everybody is let in. */
    private static final Map<String, String> INITDB =
            Map.of("auth", "scram-sha-256", "locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    private final FolderLock lock;
    private final EmbeddedPostgres server;
    private final PasswordFile passwords;
    private final String password;

    private LocalPostgres(FolderLock lock, EmbeddedPostgres server, PasswordFile passwords) throws LocalPostgresFailed {
        this.lock = lock;
        this.server = server;
        this.passwords = passwords;
        this.password = passwords.of(SLUICE);
    }

    /**
     * Where it keeps its files and where it listens.
     *
     * @param folder of the data, the password file and the log
     * @param binaries where the server itself is unpacked, once
     * @param port to start looking for a free one when there is no data yet; later the port is the same, if it is free
     */
    public record Options(Path folder, Path binaries, int port) {
        /** The major version is in the path, because the next one cannot read this one's data. */
        public static Options in(Folders folders, int port) {
            return new Options(
                    folders.data().resolve("demo").resolve("pg18"),
                    folders.cache().resolve("postgres"),
                    port);
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
            throw new LocalPostgresFailed(e.getMessage());
        } catch (IOException e) {
            throw new LocalPostgresFailed("cannot use " + options.folder() + " for PostgreSQL", e);
        }
    }

    private static LocalPostgres start(FolderLock lock, Options options, Progress progress)
            throws IOException, LocalPostgresFailed {
        PostgresFiles files = new PostgresFiles(options.folder());
        Optional<Postmaster> orphan = Postmaster.on(files.data());
        if (orphan.isPresent()) {
            progress.say("attached to the PostgreSQL that an earlier run left behind (pid "
                    + orphan.get().pid() + ")");
        } else {
            files.prepare();
        }
        PasswordFile passwords = passwords(files);
        int port = orphan.isPresent() ? orphan.get().port() : port(files, options, progress);
        LocalPostgres started = new LocalPostgres(lock, launch(files, options, port, passwords), passwords);
        started.complete(files);
        return started;
    }

    private static PasswordFile passwords(PostgresFiles files) throws IOException, LocalPostgresFailed {
        if (Files.exists(files.passwords())) {
            return PasswordFile.read(files.passwords());
        }
        if (Files.exists(files.data())) {
            throw new LocalPostgresFailed(files.passwords() + " is missing, and without it nobody gets in:"
                    + " put it back, or delete " + files.folder() + " to start with an empty database");
        }
        return PasswordFile.create(files.passwords(), List.of(SUPERUSER, SLUICE));
    }

    private static int port(PostgresFiles files, Options options, Progress progress) throws IOException {
        int wanted = files.port().orElse(options.port());
        int free = Ports.freeFrom(wanted);
        if (free != wanted) {
            progress.say("port " + wanted + " is taken, PostgreSQL listens on " + free);
        }
        return free;
    }

    private static EmbeddedPostgres launch(PostgresFiles files, Options options, int port, PasswordFile passwords)
            throws IOException, LocalPostgresFailed {
        Path superuserPassword = PrivateFiles.write(files.folder().resolve("initdb"), passwords.of(SUPERUSER));
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                // Private, because the library makes the unpacked folder writable for everybody.
                .setOverrideWorkingDirectory(
                        PrivateFiles.folder(options.binaries()).toFile())
                .setDataDirectory(files.data())
                .setCleanDataDirectory(false)
                // Whoever started it closes it, after what uses it; a hook would run at any time.
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setOutputRedirector(
                        ProcessBuilder.Redirect.appendTo(files.log().toFile()))
                .setConnectConfig("password", passwords.of(SUPERUSER))
                .setLocaleConfig("pwfile", superuserPassword.toString());
        SETTINGS.forEach(builder::setServerConfig);
        INITDB.forEach(builder::setLocaleConfig);
        try {
            return builder.start();
        } catch (IllegalStateException | IOException e) {
            throw new LocalPostgresFailed("PostgreSQL did not start; " + files.log() + " ends with\n  "
                    + files.lastWords() + "\n" + e.getMessage());
        } finally {
            Files.deleteIfExists(superuserPassword);
        }
    }

    private void complete(PostgresFiles files) throws IOException, LocalPostgresFailed {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (isMissing(statement, "SELECT FROM pg_roles WHERE rolname = '" + SLUICE + "'")) {
                statement.execute("CREATE ROLE " + SLUICE + " LOGIN PASSWORD '" + password + "'");
            }
            if (isMissing(statement, "SELECT FROM pg_database WHERE datname = '" + SLUICE + "'")) {
                statement.execute("CREATE DATABASE " + SLUICE + " OWNER " + SLUICE);
            }
            files.complete(port());
        } catch (SQLException e) {
            server.close();
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
        String file =
                passwords.file().toAbsolutePath().toString().replace("%", "%25").replace(" ", "%20");
        return "postgres://" + SLUICE + "@127.0.0.1:" + port() + "/" + SLUICE + "?passfile=" + file;
    }

    /** For JDBC, to be used with {@link #user()} and {@link #password()}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + SLUICE;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password);
    }

    public String user() {
        return SLUICE;
    }

    public String password() {
        return password;
    }

    public int port() {
        return server.getPort();
    }

    /** Stops the server; what was committed is kept. */
    @Override
    public void close() throws IOException {
        try (lock) {
            server.close();
        }
    }
}
