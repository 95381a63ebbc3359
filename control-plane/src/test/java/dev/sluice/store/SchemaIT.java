package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tables say to their users, and when they wake the daemon. */
class SchemaIT {
    private static final Transcript REFUSALS = Transcript.read("refusals.sql");

    /** PostgreSQL's limit, in bytes: a longer name is cut, and with it the sentence. */
    private static final int LONGEST_NAME = 63;

    private static final String OUR_TABLES = """
            SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p')
              AND relname <> 'sluice_schema_history'
            """;
    private static final String WITHOUT_COMMENT = """
            SELECT oid::regclass::text FROM pg_class
              WHERE oid IN (%1$s) AND obj_description(oid, 'pg_class') IS NULL
            UNION ALL SELECT attrelid::regclass || '.' || attname FROM pg_attribute
              WHERE attrelid IN (%1$s) AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL
            ORDER BY 1
            """.formatted(OUR_TABLES);

    private static TestDatabase database;
    private static Connection session;

    @BeforeAll
    static void migrate() throws Exception {
        database = StrictTables.fresh();
        database.execute(REFUSALS.given().toArray(String[]::new));
        session = database.connection();
    }

    @AfterAll
    static void close() throws SQLException {
        session.close();
    }

    static List<Transcript.Entry> refusals() {
        return REFUSALS.entries();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aStatementIsAnsweredInASentence(Transcript.Entry entry) throws SQLException {
        assertThat(Transcript.answer(session, entry.statement())).isEqualTo(entry.answer());
    }

    @Test
    void everyConstraintIsInTheTranscript() throws SQLException {
        List<String> names = database.list("""
                SELECT conname FROM pg_constraint WHERE conrelid IN (%1$s) AND contype <> 'n'
                UNION SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                  WHERE indrelid IN (%1$s) AND indisunique
                """.formatted(OUR_TABLES));
        assertThat(names).contains("path must start with /", "a host lists the same target once");
        // An identity column never meets it.
        names.remove("targets_pkey");
        assertThat(names)
                .allSatisfy(name -> assertThat(REFUSALS.entries())
                        .extracting(Transcript.Entry::answer)
                        .anyMatch(answer -> answer.endsWith('"' + name + '"')));
    }

    @Test
    void noNameIsLongerThanPostgresTakes() throws Exception {
        try (Stream<Path> migrations = Files.list(Path.of("src/main/resources/db/migration"))) {
            List<String> names = migrations.flatMap(SchemaIT::quotedNames).toList();
            assertThat(names)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(name -> assertThat(name.getBytes(StandardCharsets.UTF_8))
                            .as(name)
                            .hasSizeLessThanOrEqualTo(LONGEST_NAME));
        }
    }

    private static Stream<String> quotedNames(Path migration) {
        try {
            String code = Files.readString(migration).replaceAll("(?m)^ *--.*$", "");
            return Pattern.compile("\"([^\"]+)\"").matcher(code).results().map(SchemaIT::firstGroup);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String firstGroup(MatchResult found) {
        return found.group(1);
    }

    @Test
    void everyTableAndColumnHasAComment() throws SQLException {
        assertThat(database.list(OUR_TABLES)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(database.list(WITHOUT_COMMENT)).isEmpty();
    }

    @Test
    void aNewTableOrColumnWithoutACommentIsFound() throws Exception {
        TestDatabase changed = StrictTables.fresh();
        changed.execute("ALTER TABLE hosts ADD COLUMN colour text", "CREATE TABLE weights (weight int)");
        assertThat(changed.list(WITHOUT_COMMENT)).containsExactly("hosts.colour", "weights", "weights.weight");
    }

    @Test
    void aDeletedHostTakesItsTargetsAndChecksAlong() throws Exception {
        TestDatabase changed = withTwoHosts();
        changed.execute("DELETE FROM hosts WHERE host = 'a.com'");
        assertThat(changed.list("SELECT host FROM targets")).containsExactly("b.com");
        assertThat(changed.list("SELECT host FROM health_checks")).containsExactly("b.com");
    }

    @Test
    void aRenamedHostTakesItsTargetsAndChecksAlong() throws Exception {
        TestDatabase changed = withTwoHosts();
        changed.execute("UPDATE hosts SET host = 'new.com' WHERE host = 'a.com'");
        assertThat(changed.list("SELECT host FROM targets ORDER BY host")).containsExactly("b.com", "new.com");
        assertThat(changed.list("SELECT host FROM health_checks ORDER BY host")).containsExactly("b.com", "new.com");
    }

    @Test
    void aHostMaySwapItsNameWithAnother() throws Exception {
        TestDatabase changed = withTwoHosts();
        changed.execute("""
                BEGIN;
                UPDATE hosts SET host = 'c.com' WHERE host = 'a.com';
                UPDATE hosts SET host = 'a.com' WHERE host = 'b.com';
                UPDATE hosts SET host = 'b.com' WHERE host = 'c.com';
                COMMIT""");
        assertThat(changed.list("SELECT host || ' ' || address FROM targets ORDER BY host"))
                .containsExactly("a.com 10.0.0.2", "b.com 10.0.0.1");
    }

    private static TestDatabase withTwoHosts() throws Exception {
        TestDatabase fresh = StrictTables.fresh();
        fresh.execute(
                "INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')",
                "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1'), ('b.com', '10.0.0.2')",
                "INSERT INTO health_checks (host) VALUES ('a.com'), ('b.com')");
        return fresh;
    }

    @Test
    void oneEmptyNotificationIsSentPerStatement() throws Exception {
        try (Notifications heard = new Notifications(StrictTables.fresh())) {
            for (String statement : List.of(
                    "INSERT INTO hosts (host) VALUES ('a.com'), ('b.com')",
                    "INSERT INTO targets (host, address) SELECT host, '10.0.0.' || n FROM hosts, generate_series(1, 9) n",
                    "INSERT INTO health_checks (host) VALUES ('a.com'), ('b.com')",
                    "UPDATE targets SET port = 81",
                    "UPDATE health_checks SET path = '/health'",
                    "UPDATE hosts SET host = 'c' || host",
                    "DELETE FROM targets WHERE address = '10.0.0.1'",
                    "DELETE FROM hosts WHERE host = 'ca.com'",
                    "DELETE FROM health_checks",
                    "TRUNCATE health_checks",
                    "TRUNCATE targets",
                    "TRUNCATE hosts CASCADE",
                    "INSERT INTO fleets (fleet) VALUES ('edge'), ('office')",
                    "UPDATE fleets SET pinned = '[]'",
                    "DELETE FROM fleets WHERE fleet = 'edge'",
                    "TRUNCATE fleets")) {
                assertThat(heard.of(statement)).as(statement).containsExactly("");
            }
            assertThat(heard.of("SELECT * FROM hosts")).isEmpty();
        }
    }

    @Test
    void aTransactionOfManyStatementsWakesOnceAndARolledBackOneNever() throws Exception {
        try (Notifications heard = new Notifications(StrictTables.fresh())) {
            assertThat(heard.of(
                            "INSERT INTO hosts (host) VALUES ('a.com')",
                            "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')",
                            "INSERT INTO health_checks (host) VALUES ('a.com')"))
                    .containsExactly("");
            assertThat(heard.of("DELETE FROM hosts", "ROLLBACK")).isEmpty();
        }
    }

    @Test
    void writersCanDoWithoutNotifications() throws Exception {
        TestDatabase quiet = StrictTables.fresh();
        try (Notifications heard = new Notifications(quiet)) {
            assertThat(heard.of("SET LOCAL sluice.notify = off", "INSERT INTO hosts (host) VALUES ('a.com')"))
                    .isEmpty();
            assertThat(heard.of("INSERT INTO hosts (host) VALUES ('b.com')")).containsExactly("");
        }
        TestPostgres.superuser("ALTER DATABASE " + quiet.name() + " SET sluice.notify = off");
        try (Notifications heard = new Notifications(quiet)) {
            assertThat(heard.of("INSERT INTO hosts (host) VALUES ('c.com')")).isEmpty();
        }
        assertThat(quiet.list("SELECT host FROM sluice_changes WHERE host IS NOT NULL"))
                .containsExactly("a.com", "b.com", "c.com");
    }

    @Test
    void aRoleThatMayWriteToTheThreeTablesOnlyIsNoticedAsWell() throws Exception {
        TestDatabase database = StrictTables.fresh();
        TestPostgres.superuser("DROP ROLE IF EXISTS writer", "CREATE ROLE writer LOGIN PASSWORD 'secret'");
        database.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON hosts, targets, health_checks TO writer");
        TestDatabase asWriter = new TestDatabase(database.port(), database.name(), "writer", "secret");
        asWriter.execute("INSERT INTO hosts (host) VALUES ('a.com')", "DELETE FROM hosts");
        assertThat(database.list("SELECT host FROM sluice_changes WHERE host IS NOT NULL"))
                .containsExactly("a.com", "a.com");
        database.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM writer");
    }

    @Test
    void whoWritesToThePinnedFleetsRowsIsTold() throws Exception {
        TestDatabase pinned = withTwoHosts();
        pinned.execute(
                "INSERT INTO hosts (host, fleet) VALUES ('e.com', 'edge')",
                "INSERT INTO targets (host, address) VALUES ('e.com', '10.0.0.3')",
                "INSERT INTO fleets (fleet) VALUES ('default'), ('edge'), ('office')");
        assertThat(told(pinned, "UPDATE targets SET port = 81")).isEmpty();
        pinned.execute(
                "UPDATE fleets SET pinned = '[]', pinned_by = 'me', pinned_at = '2026-11-24 12:00:00+01' WHERE fleet = 'edge'");
        String sentence =
                "fleet edge is pinned since 2026-11-24T11:00:00Z by me: what is written to its rows is not served"
                        + " until sluice release --fleet edge";
        for (String statement : List.of(
                "INSERT INTO hosts (host, fleet) VALUES ('f.com', 'edge'), ('g.com', 'edge')",
                "INSERT INTO targets (host, address) VALUES ('f.com', '10.0.0.1'), ('a.com', '10.0.0.9')",
                "INSERT INTO health_checks (host) VALUES ('e.com')",
                "UPDATE hosts SET outgoing_port = 81",
                "UPDATE hosts SET fleet = 'office' WHERE host = 'g.com'",
                "UPDATE hosts SET fleet = 'edge' WHERE host = 'g.com'",
                "UPDATE targets SET port = 82 WHERE host = 'e.com'",
                "UPDATE health_checks SET path = '/health'",
                "DELETE FROM targets WHERE host = 'f.com'",
                "DELETE FROM health_checks",
                "DELETE FROM hosts WHERE host = 'e.com'",
                "TRUNCATE targets")) {
            assertThat(told(pinned, statement)).as(statement).containsExactly(sentence);
        }
        assertThat(told(pinned, "UPDATE hosts SET outgoing_port = 82 WHERE fleet = 'default'"))
                .isEmpty();
        assertThat(told(pinned, "INSERT INTO targets (host, address) VALUES ('a.com', '10.0.0.1')"))
                .isEmpty();
        pinned.execute("UPDATE fleets SET pinned = '[]', pinned_at = NULL, pinned_by = NULL");
        assertThat(told(pinned, "UPDATE hosts SET outgoing_port = 83"))
                .containsExactly(
                        "fleet default is pinned: what is written to its rows is not served until sluice release --fleet default",
                        "fleet edge is pinned: what is written to its rows is not served until sluice release --fleet edge");
        pinned.execute("UPDATE fleets SET pinned = NULL");
        assertThat(told(pinned, "UPDATE hosts SET outgoing_port = 84")).isEmpty();
    }

    @Test
    void aRoleThatMayNotReadFleetsIsToldAsWell() throws Exception {
        TestDatabase pinned = StrictTables.fresh();
        TestPostgres.superuser("DROP ROLE IF EXISTS inserter", "CREATE ROLE inserter LOGIN PASSWORD 'secret'");
        pinned.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON hosts, targets, health_checks TO inserter",
                "INSERT INTO fleets (fleet, pinned) VALUES ('default', '[]')");
        TestDatabase asInserter = new TestDatabase(pinned.port(), pinned.name(), "inserter", "secret");
        assertThat(told(asInserter, "INSERT INTO hosts (host) VALUES ('a.com')"))
                .hasSize(1);
        assertThat(told(asInserter, "SET sluice.notify = off; INSERT INTO hosts (host) VALUES ('b.com')"))
                .hasSize(1);
        pinned.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM inserter");
    }

    /** The notices that one statement is answered by. */
    private static List<String> told(TestDatabase database, String sql) throws SQLException {
        List<String> notices = new ArrayList<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            for (SQLWarning notice = statement.getWarnings(); notice != null; notice = notice.getNextWarning()) {
                notices.add(notice.getMessage());
            }
        }
        return notices;
    }

    @Test
    void everyKindOfStatementNotesTheHostsThatItChanged() throws Exception {
        TestDatabase noted = withTwoHosts();
        assertThat(notedBy(noted, "UPDATE targets SET port = 81 WHERE host = 'a.com'"))
                .containsExactly("a.com");
        assertThat(notedBy(noted, "UPDATE targets SET host = 'a.com', port = 82 WHERE host = 'b.com'"))
                .containsExactlyInAnyOrder("a.com", "b.com");
        assertThat(notedBy(noted, "UPDATE hosts SET host = 'c.com' WHERE host = 'b.com'"))
                .contains("b.com", "c.com");
        assertThat(notedBy(noted, "DELETE FROM health_checks WHERE host = 'a.com'"))
                .containsExactly("a.com");
        assertThat(notedBy(noted, "DELETE FROM hosts WHERE host = 'c.com'")).contains("c.com");
        assertThat(notedBy(noted, "TRUNCATE targets")).containsExactly("");
        assertThat(notedBy(noted, "INSERT INTO fleets (fleet) VALUES ('edge')")).containsExactly("");
    }

    private static List<String> notedBy(TestDatabase database, String statement) throws Exception {
        database.execute("DELETE FROM sluice_changes", statement);
        return database.list("SELECT DISTINCT coalesce(host, '') FROM sluice_changes WHERE seen IS NULL");
    }
}
