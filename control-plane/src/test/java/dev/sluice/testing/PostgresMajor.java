package dev.sluice.testing;

import dev.sluice.local.Folders;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of one major version, with one empty database in it. The build unpacks its binaries to target/. */
public final class PostgresMajor implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "off",
            "full_page_writes", "off",
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "shared_buffers", "16MB");

    private final EmbeddedPostgres server;

    private PostgresMajor(EmbeddedPostgres server) {
        this.server = server;
    }

    public static PostgresMajor start(int major) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver((system, machine) -> binaries(major))
                .setOverrideWorkingDirectory(
                        Folders.of(System.getenv()).cache().resolve("postgres").toFile())
                .setDataDirectory(Files.createTempDirectory("sluice-test-postgres-" + major))
                .setOutputRedirector(ProcessBuilder.Redirect.to(
                        Path.of("target", "postgres-" + major + ".log").toFile()))
                .setPort(FreePorts.next());
        SETTINGS.forEach(builder::setServerConfig);
        return new PostgresMajor(builder.start());
    }

    private static InputStream binaries(int major) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "postgres-" + major))) {
            List<Path> archives =
                    files.filter(file -> file.toString().endsWith(".txz")).toList();
            if (archives.size() != 1) {
                throw new IOException("not one archive: " + archives);
            }
            return Files.newInputStream(archives.get(0));
        }
    }

    /** A database whose role owns it and is no superuser. */
    public TestDatabase fresh() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE sluice LOGIN PASSWORD 'sluice-test'");
            statement.execute("CREATE DATABASE sluice OWNER sluice");
        }
        return new TestDatabase(server.getPort(), "sluice", "sluice", "sluice-test");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
