package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.Migrations;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.testing.FreePorts;
import dev.sluice.testing.Patience;
import dev.sluice.testing.TestDatabase;
import dev.sluice.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class ApplyCommandIT {
    private static final String SHOP = """
            { "host": "shop.example.com", "incoming_port": 80, "outgoing_port": 8080,
              "targets": ["10.0.0.7", "10.0.0.8:81"],
              "Health_checks": [ { "path": "/", "port": 8080, "timeout": 0.5, "interval": 10 } ] }
            """;

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
        sluice = new CommandLineRun(home)
                .with("SLUICE_DATABASE_URL", database.url())
                // Where no daemon is.
                .with("SLUICE_HTTP_PORT", Integer.toString(FreePorts.next()));
    }

    @Test
    void theTalksRecordBecomesRows() throws SQLException {
        CommandLineRun.Result applied = apply(SHOP);
        assertThat(applied.err()).isEmpty();
        assertThat(applied.exitCode()).isZero();
        assertThat(applied.outLines()).containsExactly("created host shop.example.com", "1 created");
        assertThat(rows()).isEqualTo("shop.example.com 80 8080 {10.0.0.7:,10.0.0.8:81} {\"/ 8080 0.5 10\"}");
    }

    @Test
    void onlyRealChangesAreWritten() throws SQLException {
        apply(SHOP);
        String kept = database.ask("SELECT xmin || ' ' || ctid FROM targets WHERE address = '10.0.0.7'");
        assertThat(apply(SHOP).outLines()).containsExactly("1 unchanged");
        CommandLineRun.Result changed = apply("""
                host: shop.example.com
                outgoing_port: 8080
                targets: [10.0.0.7, 10.0.0.9]
                """);
        assertThat(changed.outLines()).containsExactly("changed host shop.example.com", "1 changed");
        assertThat(rows()).isEqualTo("shop.example.com 80 8080 {10.0.0.7:,10.0.0.9:} {}");
        assertThat(database.ask("SELECT xmin || ' ' || ctid FROM targets WHERE address = '10.0.0.7'"))
                .isEqualTo(kept);
    }

    /** A host in two people's files must not go to and fro. */
    @Test
    void whatARecordLeavesOutOfARowThatIsThereStays() throws SQLException {
        String row = "SELECT concat_ws(' ', fleet, incoming_port, outgoing_port) FROM hosts";
        apply("- {host: a.example, fleet: edge, incoming_port: 81, outgoing_port: 8080, targets: [10.0.0.1]}");
        assertThat(apply("- {host: a.example, targets: [10.0.0.1]}").outLines()).containsExactly("1 unchanged");
        assertThat(apply("- {host: a.example, fleet: null, outgoing_port: 8081, targets: [10.0.0.2]}")
                        .outLines())
                .containsExactly("changed host a.example", "1 changed");
        assertThat(database.ask(row)).isEqualTo("edge 81 8081");
        assertThat(database.ask("SELECT address FROM targets")).isEqualTo("10.0.0.2");
        apply("- {host: a.example, fleet: default, incoming_port: 80}");
        assertThat(database.ask(row)).isEqualTo("default 80 8081");
    }

    @Test
    void thatAFleetIsPinnedIsToldOnce() throws SQLException {
        database.execute("INSERT INTO fleets (fleet, pinned, pinned_by) VALUES ('default', '[]', 'me')");
        try {
            CommandLineRun.Result applied = apply(SHOP);
            assertThat(applied.outLines()).containsExactly("created host shop.example.com", "1 created");
            assertThat(applied.errLines())
                    .containsExactly("fleet default is pinned by me: what is written to its rows is not served until"
                            + " sluice release --fleet default");
            assertThat(apply("- {host: b.example, fleet: edge, targets: [10.0.0.1]}")
                            .err())
                    .isEmpty();
        } finally {
            database.execute("DELETE FROM fleets");
        }
    }

    @Test
    void nothingChangedWakesNoDaemon() throws SQLException {
        apply(SHOP);
        try (Connection listening = database.connection();
                Statement statement = listening.createStatement()) {
            statement.execute("LISTEN sluice");
            apply(SHOP);
            assertThat(listening.unwrap(PGConnection.class).getNotifications(200))
                    .isNullOrEmpty();
            apply(SHOP.replace("10.0.0.7", "10.0.0.6"));
            assertThat(listening.unwrap(PGConnection.class).getNotifications(5_000))
                    .isNotEmpty();
        }
    }

    @Test
    void withAnyMistakeNothingIsWrittenAndAllMistakesAreTold() throws SQLException {
        CommandLineRun.Result refused = apply("""
                - host: good.example
                - host: bad_.example
                  targets: [0.0.0.0]
                - host: worse.example
                  outgoing_port: "80"
                """);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines())
                .containsExactlyInAnyOrder(
                        "stdin: worse.example: hosts.outgoing_port must be a whole number, is the text \"80\" (line 5)",
                        "stdin: bad_.example: targets.address must not be 0.x.x.x, ::, multicast or broadcast,"
                                + " is \"0.0.0.0\"",
                        "sluice: nothing is written, because of the above: 2 problems");
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("0");
    }

    @Test
    void allMistakesOfARecordAreToldAtOnce() {
        CommandLineRun.Result refused = apply("""
                host: shop.example.com
                incomming_port: 80
                targets: [backend, "10.0.0.7:x"]
                health_checks: [{path: x, timeout: 50}]
                """);
        assertThat(refused.errLines())
                .hasSize(6)
                .anyMatch(line -> line.contains("hosts.incomming_port is not known"))
                .anyMatch(line -> line.contains("targets must have a number as port"))
                .anyMatch(line -> line.contains("targets.address") && line.contains("backend"))
                .anyMatch(line -> line.contains("health_checks.path must start with /"))
                .anyMatch(line -> line.contains("health_checks.timeout must not be longer than interval 10, is 50"))
                .contains("sluice: nothing is written, because of the above: 5 problems");
        assertThat(apply("host: a.example\nhealth_checks: [{timeout: 50, intervall: 60}]\n")
                        .errLines())
                .as("of what is compared with a default nothing is said")
                .hasSize(2);
    }

    @Test
    void severalFilesCountAsOne() throws Exception {
        Path first = Files.writeString(home.resolve("first.json"), SHOP);
        Path second = Files.writeString(home.resolve("second.yaml"), "host: a.example\n");
        CommandLineRun.Result applied = sluice.run("apply", first.toString(), second.toString());
        assertThat(applied.outLines())
                .containsExactly("created host a.example", "created host shop.example.com", "2 created");
        Files.writeString(second, "[{host: a.example}, {host: shop.example.com}, {host: b.example, targets: [x]}]\n");
        assertThat(sluice.run("apply", first.toString(), second.toString()).errLines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith(second + ": b.example: targets.address "),
                        line -> assertThat(line)
                                .isEqualTo(second + ": shop.example.com: hosts.host must be there once, is in " + first
                                        + " as well"),
                        line -> assertThat(line).endsWith("because of the above: 2 problems"));
        assertThat(apply("[{\"host\": \"c.example\"}, {\"host\": \"c.example\"}]")
                        .err())
                .contains("c.example: hosts.host must be there once, is twice on line 1\n");
    }

    @Test
    void aFleetThatNoHostNamesIsTold() {
        assertThat(sluice.run("render").err())
                .isEqualTo("sluice: no host names the fleet default; there are no hosts at all\n");
        apply("- {host: a.example, fleet: edge}\n- {host: b.example}\n");
        CommandLineRun.Result rendered = sluice.run("render", "--fleet", "egde");
        assertThat(rendered.exitCode()).isZero();
        assertThat(rendered.err()).isEqualTo("sluice: no host names the fleet egde; the hosts name default, edge\n");
        assertThat(sluice.run("render", "--fleet", "edge").err()).isEmpty();
    }

    @Test
    void whatOnlyTheDatabaseRefusesIsToldInItsWordsAndNothingIsWritten() throws SQLException {
        database.execute("ALTER TABLE targets ADD CONSTRAINT \"address must be ours\" CHECK (address LIKE '10.%')");
        CommandLineRun.Result refused;
        try {
            refused = apply("""
                    [ {"host": "a.example", "targets": ["10.0.0.1"]}, {"host": "b.example", "targets": ["192.0.2.1"]} ]
                    """);
        } finally {
            database.execute("ALTER TABLE targets DROP CONSTRAINT \"address must be ours\"");
        }
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines().get(0))
                .isEqualTo(
                        "ERROR:  new row for relation \"targets\" violates check constraint \"address must be ours\"");
        assertThat(refused.errLines().get(1)).startsWith("DETAIL:  Failing row contains");
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("0");
    }

    @Test
    void aDryRunShowsTheDifferenceAndWritesNothing() throws SQLException {
        apply(SHOP);
        String before = rows();
        sluice.reading("""
                hosts:
                - {host: shop.example.com, targets: [10.0.0.7, "[2001:db8::7]:81"], health_checks: [{port: null}]}
                - {host: new.example, targets: [10.0.0.1]}
                """);
        CommandLineRun.Result dry = sluice.run("apply", "--dry-run", "-");
        assertThat(dry.outLines())
                .containsExactly(
                        "created host new.example",
                        "  + incoming_port 80",
                        "  + outgoing_port 80",
                        "  + target 10.0.0.1",
                        "changed host shop.example.com",
                        "  - target 10.0.0.8 port 81",
                        "  - health_check / port 8080 timeout 0.5 interval 10",
                        "  + target 2001:db8::7 port 81",
                        "  + health_check / timeout 0.5 interval 10",
                        "1 created, 1 changed if it were no dry run: nothing is written");
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void pruneDeletesTheOthersAndOnlyWhenAsked() throws SQLException {
        apply("- host: a.example\n- host: b.example\n  targets: [10.0.0.1]\n");
        assertThat(apply("host: c.example").outLines()).containsExactly("created host c.example", "1 created");
        assertThat(sluice.reading("host: c.example")
                        .run("apply", "--prune", "-")
                        .outLines())
                .containsExactly("deleted host a.example", "deleted host b.example", "1 unchanged, 2 deleted");
        assertThat(database.ask("SELECT (SELECT count(*) FROM hosts) || ' ' || (SELECT count(*) FROM targets)"))
                .isEqualTo("1 0");
    }

    @Test
    void pruneWithAnEmptyFileDeletesNothing() throws SQLException {
        apply(SHOP);
        CommandLineRun.Result refused = sluice.reading("[]").run("apply", "--prune", "-");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("would delete them all");
        assertThat(database.ask("SELECT count(*) FROM hosts")).isEqualTo("1");
    }

    @Test
    void appliesAtTheSameTimeAllSucceed() throws Exception {
        CompletableFuture<?>[] all = new CompletableFuture<?>[6];
        for (int i = 0; i < all.length; i++) {
            String record = SHOP.replace("10.0.0.7", "10.0.1." + i);
            all[i] = CompletableFuture.supplyAsync(() -> new CommandLineRun(home)
                            .with("SLUICE_DATABASE_URL", database.url())
                            .reading(record)
                            .run("apply", "-"))
                    .thenAccept(result ->
                            assertThat(result.exitCode()).as(result.err()).isZero());
        }
        CompletableFuture.allOf(all).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(database.ask("SELECT count(*) FROM targets")).isEqualTo("2");
    }

    @Test
    void withoutTablesTheHintSaysHowToGetThem() {
        TestDatabase empty = TestPostgres.fresh();
        CommandLineRun.Result refused =
                sluice.with("SLUICE_DATABASE_URL", empty.url()).reading(SHOP).run("apply", "-");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines()).contains("HINT:  Create Sluice's tables with: sluice migrate");
        assertThat(sluice.run("migrate").outLines()).isNotEmpty().allMatch(line -> line.startsWith("applied "));
        assertThat(sluice.run("migrate").outLines())
                .containsExactly("the tables in " + empty.name() + " are up to date");
        assertThat(sluice.run("apply", "-").exitCode()).isZero();
    }

    @Test
    void whatWasAppliedIsRendered() {
        apply(SHOP);
        CommandLineRun.Result rendered = sluice.run("render");
        assertThat(rendered.exitCode()).as(rendered.err()).isZero();
        assertThat(rendered.out()).contains("shop.example.com", "10.0.0.8");
    }

    @Test
    void migrateWithoutTheRightSaysSo() throws SQLException {
        TestDatabase guarded = TestPostgres.fresh();
        TestPostgres.superuser("CREATE ROLE guest_of_" + guarded.name() + " LOGIN PASSWORD 'guest'");
        CommandLineRun.Result refused = sluice.with(
                        "SLUICE_DATABASE_URL",
                        "postgres://guest_of_" + guarded.name() + ":guest@127.0.0.1:" + guarded.port() + "/"
                                + guarded.name())
                .run("migrate");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errLines()).singleElement().asString().contains("permission denied for schema public");
    }

    private CommandLineRun.Result apply(String records) {
        return sluice.reading(records).run("apply", "-");
    }

    private String rows() throws SQLException {
        return database.ask("""
                SELECT concat_ws(' ', host, incoming_port, outgoing_port,
                  array(SELECT address || ':' || coalesce(port::text, '') FROM targets t WHERE t.host = h.host ORDER BY 1),
                  array(SELECT concat_ws(' ', path, port, timeout, interval) FROM health_checks c WHERE c.host = h.host))
                FROM hosts h
                """);
    }
}
