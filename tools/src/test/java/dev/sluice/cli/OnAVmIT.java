package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.Migrations;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that root types on an installed VM, with the files that are there and nothing said about the database. */
class OnAVmIT {
    private static final String INSERT = "INSERT INTO hosts (host) VALUES ('a.example')";

    @TempDir
    Path root;

    private final TestDatabase database = TestPostgres.fresh();
    private CommandLineRun sluice;

    @BeforeEach
    void install() throws Exception {
        sluice = new CommandLineRun(root.resolve("root"));
        Migrations.migrate(database.config());
        String daemon = "daemon_of_" + database.name();
        TestPostgres.superuser("CREATE ROLE " + daemon + " LOGIN PASSWORD 'reads'");
        database.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + daemon);
        file(
                "etc/sluice/sluice.env",
                "# the daemon's\nSLUICE_DATABASE_URL=" + url(daemon) + "\nSLUICE_MIGRATE=false\n");
        file("etc/credstore/sluice.database-password", "reads\n");
    }

    private String url(String role) {
        return "postgres://" + role + "@127.0.0.1:" + database.port() + "/" + database.name();
    }

    private void anOperatorsRole() throws IOException {
        Path password = file("etc/credstore/sluice.operator-password", database.password());
        file(
                "etc/sluice/operator.env",
                "SLUICE_DATABASE_URL=" + url(database.user()) + "\nSLUICE_DATABASE_PASSWORD_FILE=" + password + "\n");
    }

    private Path file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private CommandLineRun.Result run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--root", root.toString()));
        all.addAll(List.of(arguments));
        return sluice.run(all.toArray(String[]::new));
    }

    @Test
    void whatOnlyReadsNeedsNoMoreThanTheDaemonHas() {
        CommandLineRun.Result rendered = run("render");
        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        assertThat(run("sql", INSERT).err()).contains("permission denied for table hosts");
    }

    @Test
    void whatWritesConnectsAsTheOperator() throws Exception {
        anOperatorsRole();
        assertThat(run("migrate").out()).isEqualTo("the tables in " + database.name() + " are up to date\n");
        assertThat(run("sql", INSERT).out()).isEqualTo("ok, 1 row\n");
        assertThat(sluice.reading("host: b.example")
                        .run("apply", "--root", root.toString(), "-")
                        .exitCode())
                .isZero();
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("2");
        assertThat(run("release").err()).isEqualTo("sluice: the fleet default is not pinned; no fleet is\n");
        // The daemon of another port than the one in the files is not asked.
        file("etc/sluice/sluice.env", "SLUICE_HTTP_PORT=1\n");
        assertThat(run("pin").err()).startsWith("sluice: no daemon answers at http://127.0.0.1:1;");
    }

    @Test
    void whoeverNamesADatabaseIsObeyed() throws Exception {
        anOperatorsRole();
        TestDatabase other = TestPostgres.fresh();
        assertThat(run("migrate", "--database-url", other.url()).out()).startsWith("applied ");
        sluice.with("DATABASE_URL", other.url());
        assertThat(run("migrate").out()).isEqualTo("the tables in " + other.name() + " are up to date\n");
    }

    @Test
    void withoutTheFilesADatabaseHasToBeNamed() throws Exception {
        Files.delete(root.resolve("etc/sluice/sluice.env"));
        assertThat(run("migrate").err()).startsWith("sluice: database-url is not set");
    }
}
