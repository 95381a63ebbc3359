package dev.sluice.doctor;

import dev.sluice.store.Checkup;
import dev.sluice.store.Migrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The database, as the daemon's role sees it. */
final class DatabaseChecks {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;
    private static final Duration MOST_APART = Duration.ofSeconds(5);
    private static final String MIGRATE = "as the owner of the tables: sluice migrate";

    private DatabaseChecks() {}

    static List<Finding> database(Examination seen) {
        return seen.rows()
                .database()
                .judged(
                        "database",
                        "until it can be read, what is served stays; is it running, and do url, user and password hold?",
                        facts -> List.of(version(facts)));
    }

    private static Finding version(Checkup facts) {
        boolean known = facts.majorVersion() >= OLDEST && facts.majorVersion() <= NEWEST;
        String sentence = "answers, PostgreSQL " + facts.version();
        if (known) {
            return Finding.ok("database", sentence);
        }
        return facts.majorVersion() < OLDEST
                ? Finding.fail(
                        "database", sentence + ", which is too old", "use PostgreSQL " + OLDEST + " to " + NEWEST)
                : Finding.warn(
                        "database",
                        sentence + ", which is newer than any Sluice is tested with",
                        "use PostgreSQL " + OLDEST + " to " + NEWEST);
    }

    static List<Finding> role(Examination seen) {
        return of(seen, facts -> {
            List<Finding> findings = new ArrayList<>();
            if (facts.superuser()) {
                findings.add(Finding.warn(
                        "role",
                        "is a superuser, and needs only SELECT",
                        "connect as a role of its own, see docs/install.md"));
            }
            if (!facts.missingTables().isEmpty()) {
                findings.add(Finding.fail("role", "finds no table " + listed(facts.missingTables()), MIGRATE));
            }
            if (!facts.unreadableTables().isEmpty()) {
                String tables = listed(facts.unreadableTables());
                findings.add(Finding.fail(
                        "role",
                        "may not read " + tables,
                        "as their owner: GRANT SELECT ON " + tables + " TO the daemon's role"));
            }
            return findings.isEmpty()
                    ? List.of(Finding.ok("role", "can read the tables, and is no superuser"))
                    : findings;
        });
    }

    static List<Finding> triggers(Examination seen) {
        return of(seen, facts -> {
            if (!facts.missingTriggers().isEmpty()) {
                return List.of(Finding.warn(
                        "triggers",
                        "gone or disabled: " + listed(facts.missingTriggers())
                                + "; every read is one of all rows, and changes are not noticed at once",
                        "ALTER TABLE ... ENABLE TRIGGER ..., or make the tables anew"));
            }
            return List.of(
                    facts.missingForReplication().isEmpty() || awaitsMigrations(seen)
                            ? Finding.ok("triggers", "those that note changes are there")
                            : Finding.warn(
                                    "triggers",
                                    "not enabled for replication: " + listed(facts.missingForReplication())
                                            + "; replicated rows are seen within 30 s",
                                    "ALTER TABLE ... ENABLE REPLICA TRIGGER sluice_replicated"));
        });
    }

    /** A trigger that is not there yet comes with one of them. */
    private static boolean awaitsMigrations(Examination seen) {
        return seen.rows()
                .schema()
                .value()
                .filter(state -> !state.pending().isEmpty())
                .isPresent();
    }

    static List<Finding> schema(Examination seen) {
        return seen.rows().schema().judged("schema", MIGRATE, state -> List.of(schema(state)));
    }

    private static Finding schema(Migrations.State state) {
        if (!state.pending().isEmpty()) {
            return Finding.fail("schema", "lacks " + String.join(", ", state.pending()), MIGRATE);
        }
        return state.newer().isEmpty()
                ? Finding.ok("schema", "is up to date")
                : Finding.warn(
                        "schema",
                        "was made by a newer Sluice: " + String.join(", ", state.newer()),
                        "bring this machine up to date as well");
    }

    static List<Finding> standby(Examination seen) {
        return of(seen, facts -> facts.standby() ? List.of(standby(seen, facts.lag())) : List.of());
    }

    private static Finding standby(Examination seen, Optional<Duration> lag) {
        Duration most = seen.installed()
                .config()
                .value()
                .map(config -> config.limits().maxStandbyLag())
                .orElse(Duration.ZERO);
        String behind = lag.map(known -> known.toSeconds() + " s behind its primary")
                .orElse("behind its primary, nothing tells how far");
        String sentence = "the database is a standby, " + behind;
        return lag.filter(known -> known.compareTo(most) <= 0).isPresent()
                ? Finding.ok("standby", sentence)
                : Finding.fail(
                        "standby",
                        sentence + ", and SLUICE_MAX_STANDBY_LAG is " + most.toSeconds() + " s, so it is not read",
                        "look at the replication, or name the primary (target_session_attrs=primary in the URL)");
    }

    static List<Finding> clock(Examination seen) {
        return of(seen, facts -> {
            Duration apart = facts.ahead().abs();
            String sentence = "the database's is " + apart.toSeconds() + " s "
                    + (facts.ahead().isNegative() ? "behind" : "ahead of") + " this machine's";
            return List.of(
                    apart.compareTo(MOST_APART) > 0
                            ? Finding.warn("clock", sentence, "set both by a time server")
                            : Finding.ok("clock", "is the database's, to " + MOST_APART.toSeconds() + " s"));
        });
    }

    /** Where the database cannot be asked, one finding says so, and it is not this one. */
    private static List<Finding> of(Examination seen, Function<Checkup, List<Finding>> check) {
        return seen.rows().database().value().map(check).orElse(List.of());
    }

    private static String listed(List<String> names) {
        return String.join(", ", names);
    }
}
