package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sluice.command.ExitCode;
import dev.sluice.store.Migrations;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandIT {
    @TempDir
    Path home;

    private static TestDatabase database;
    private CommandLineRun sluice;

    @BeforeAll
    static void tables() throws StoreUnavailable {
        database = TestPostgres.fresh();
        Migrations.migrate(database.config());
    }

    @BeforeEach
    void noRows() throws SQLException {
        database.execute("TRUNCATE hosts CASCADE");
        sluice = new CommandLineRun(home).with("SLUICE_DATABASE_URL", database.url());
    }

    @Test
    void answersLookLikePsqls() {
        CommandLineRun.Result result = sluice.run(
                "sql",
                "INSERT INTO hosts (host) VALUES ('shop.example.com'), ('a.example')",
                "SELECT host, outgoing_port, NULL AS nothing, true AS yes FROM hosts ORDER BY host");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("""
                ok, 2 rows
                       host       | outgoing_port | nothing | yes\s
                ------------------+---------------+---------+-----
                 a.example        |            80 |         | t
                 shop.example.com |            80 |         | t
                (2 rows)

                """);
    }

    @Test
    void rowsOfAReturningAreShown() {
        assertThat(sluice.run("sql", "INSERT INTO hosts (host) VALUES ('a.example') RETURNING host")
                        .outLines())
                .containsExactly("   host    ", "-----------", " a.example", "(1 row)", "");
    }

    @Test
    void psqlsSpellingIsUnderstood() {
        CommandLineRun.Result result = sluice.run("sql", "-c", "SELECT 1 AS one", "--command=SELECT 2 AS two");
        assertThat(result.exitCode()).isZero();
        assertThat(result.outLines()).contains(" one ", " two ");
    }

    @Test
    void aRefusalIsInPostgresOwnWords() {
        CommandLineRun.Result refused = sluice.run("sql", "INSERT INTO hosts (host) VALUES ('Shop.example.com')");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0))
                        .isEqualTo("ERROR:  new row for relation \"hosts\" violates check constraint"
                                + " \"host must be in lower case\""))
                .satisfies(lines -> assertThat(lines.get(1)).startsWith("DETAIL:  Failing row contains"));
    }

    @Test
    void aDatabaseThatDoesNotLetUsInIsNamedWithWhatToLookAt() {
        CommandLineRun.Result refused = sluice.with(
                        "SLUICE_DATABASE_URL", database.url().replace(database.name(), "nope"))
                .run("sql", "SELECT 1");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.DATABASE_UNAVAILABLE);
        assertThat(refused.err())
                .isEqualTo("sluice: database \"nope\" does not exist, says 127.0.0.1:" + database.port()
                        + "; create the database, or correct its name\n");
    }

    @Test
    void aMistakeInTheStatementIsShownWhereItIs() {
        CommandLineRun.Result refused = sluice.run("sql", "SELECT 1,\n  hots FROM hosts");
        assertThat(refused.errLines())
                .startsWith("ERROR:  column \"hots\" does not exist", "LINE 2:   hots FROM hosts", "          ^")
                .anyMatch(line -> line.startsWith("HINT:  Perhaps you meant"));
    }

    @Test
    void statementsOfOneArgumentCountTogetherOrNotAtAll() throws SQLException {
        CommandLineRun.Result refused = sluice.run(
                "sql", "INSERT INTO hosts (host) VALUES ('a.example'); INSERT INTO hosts (host) VALUES ('')");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("0");
        assertThat(sluice.run(
                                "sql",
                                "INSERT INTO hosts (host) VALUES ('a.example'); UPDATE hosts SET incoming_port = 81")
                        .outLines())
                .containsExactly("ok, 1 row", "ok, 1 row");
        assertThat(database.ask("SELECT incoming_port FROM hosts")).isEqualTo("81");
    }

    @Test
    void aScriptFromStdinCountsTogetherOrNotAtAll() throws SQLException {
        CommandLineRun.Result refused = sluice.reading("""
                INSERT INTO hosts (host) VALUES ('a.example');
                nonsense;
                INSERT INTO hosts (host) VALUES ('b.example');
                """).run("sql");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines()).contains("LINE 2: nonsense;", "        ^");
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("0");
        CommandLineRun.Result result = sluice.reading("""
                INSERT INTO hosts (host) VALUES ('a.example');
                UPDATE hosts SET incoming_port = 81; SELECT 1 AS one;
                COMMIT;
                BEGIN; DELETE FROM hosts; ROLLBACK;
                """).run("sql");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.outLines())
                .containsExactly(
                        "ok, 1 row",
                        "ok, 1 row",
                        " one ",
                        "-----",
                        "   1",
                        "(1 row)",
                        "",
                        "ok, 0 rows",
                        "ok, 0 rows",
                        "ok, 1 row",
                        "ok, 0 rows");
        assertThat(database.ask("SELECT incoming_port FROM hosts")).isEqualTo("81");
    }

    /** Where a statement ends only the server knows for sure. */
    @Test
    void semicolonsInsideOfAStatementDoNotEndIt() throws SQLException {
        CommandLineRun.Result made =
                sluice.run("sql", """
                CREATE FUNCTION ports(name text) RETURNS integer LANGUAGE sql
                BEGIN ATOMIC SELECT 1; SELECT incoming_port FROM hosts WHERE host = name; END;
                INSERT INTO hosts (host) VALUES (lower($$A;$$ || ' ; ') || '.example')
                """.replace("lower($$A;$$ || ' ; ')", "replace($x$a;$x$, ';', '') "));
        assertThat(made.err()).isEmpty();
        assertThat(database.ask("SELECT ports('a.example')")).isEqualTo("80");
        database.execute("DROP FUNCTION ports");
    }

    /** It took 24 s when each line was looked at together with all lines before it. */
    @Test
    void aLongScriptTakesNoLongerForItsLength() {
        String rows = IntStream.range(0, 20_000)
                .mapToObj(i -> "('h" + i + ".example')")
                .collect(Collectors.joining(",\n"));
        CommandLineRun script = sluice.reading("INSERT INTO hosts (host) VALUES\n" + rows + ";\n");
        CommandLineRun.Result result = assertTimeout(Duration.ofSeconds(20), () -> script.run("sql"));
        assertThat(result.out()).isEqualTo("ok, 20000 rows\n");
    }

    @Test
    void thePromptGoesOnAfterAMistake() {
        CommandLineRun.Result session = sluice.typing("""
                nonsense;
                \\x
                SELECT 1 AS
                one;
                \\q
                SELECT 'left';
                """).run("sql");
        assertThat(session.exitCode()).isZero();
        assertThat(session.err())
                .contains("ERROR:  syntax error")
                .contains("there is no command \\x; \\dt lists the tables, \\d TABLE describes one");
        assertThat(session.out())
                .contains(database.name() + "=> " + database.name() + "=> " + database.name() + "-> ")
                .contains(" one \n-----\n   1\n(1 row)\n")
                .doesNotContain("left");
    }

    /** It is told by variables: a command line is for everybody to see. */
    @Test
    void thePromptIsPsqlsWhereThereIsAPsql() throws IOException {
        Path psql = Files.writeString(home.resolve("psql"), """
                #!/bin/sh
                echo "$PGHOST:$PGPORT/$PGDATABASE $PGUSER $PGPASSWORD $PGAPPNAME $#" >"${0%/*}/told"
                exit 7
                """);
        assertThat(psql.toFile().setExecutable(true)).isTrue();
        CommandLineRun.Result left =
                sluice.with("PATH", home.toString()).typing("SELECT 1;\n").run("sql");
        assertThat(left.exitCode()).as(left.err()).isEqualTo(7);
        assertThat(home.resolve("told"))
                .hasContent("127.0.0.1:%d/%s %s %s sluice 0"
                        .formatted(database.port(), database.name(), database.user(), database.password()));
        // What a setting says that psql has no variable for, it is not told, and so it is not run.
        CommandLineRun.Result ours = sluice.with("SLUICE_DATABASE_URL", database.url() + "?gssencmode=disable")
                .run("sql");
        assertThat(ours.exitCode()).isZero();
        assertThat(ours.out()).contains("(1 row)");
        // Statements give the same answers on every machine.
        assertThat(sluice.run("sql", "SELECT 1").out()).contains("(1 row)");
    }

    @Test
    void tablesAreDescribedInTheirOwnComments() {
        assertThat(sluice.run("sql", "\\dt").out()).contains("hosts", "One row for each domain that is served");
        CommandLineRun.Result described = sluice.run("sql", "\\d hosts");
        assertThat(described.out())
                .contains("incoming_port", "not null", "80", "The port that clients connect to")
                .contains(" Rules ", "\n host may have a wildcard");
        CommandLineRun.Result unknown = sluice.run("sql", "\\d hots");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("ERROR:  relation \"hots\" does not exist\n");
    }

    @Test
    void noticesGoToStderr() {
        CommandLineRun.Result result = sluice.run("sql", "DROP TABLE IF EXISTS nothing");
        assertThat(result.err()).isEqualTo("NOTICE:  table \"nothing\" does not exist, skipping\n");
        assertThat(result.out()).isEqualTo("ok, 0 rows\n");
    }

    @Test
    void aRowCannotSpeakToTheTerminal() {
        assertThat(sluice.run("sql", "SELECT E'a\\x1b[31m\\nb' AS evil").out())
                .contains(" a\\x1b[31m\\nb\n")
                .doesNotContain("\u001b");
    }

    @Test
    void bracesAndQuestionMarksAreNotJdbcs() {
        assertThat(sluice.run("sql", "SELECT '{\"a\": 1}'::jsonb ? 'a' AS there, '{fn now()}' AS text")
                        .out())
                .contains(" t     | {fn now()}\n");
    }

    @Test
    void whatCannotRunInATransactionRunsAlone() {
        assertThat(sluice.run("sql", "VACUUM hosts").out()).isEqualTo("ok, 0 rows\n");
    }
}
