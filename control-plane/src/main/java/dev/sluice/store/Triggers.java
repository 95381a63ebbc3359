package dev.sluice.store;

/** The tables' triggers, by which changes are noted. */
final class Triggers {
    /** One for each kind of statement on each table, and one on fleets. */
    private static final String OF_STATEMENTS = """
            SELECT tables, triggers, 'sluice_changed', 'OA'
            FROM unnest(ARRAY['hosts', 'targets', 'health_checks']) tables,
                unnest(ARRAY['sluice_insert', 'sluice_update', 'sluice_delete', 'sluice_truncate']) triggers
            UNION ALL SELECT 'fleets', 'sluice_change', 'sluice_fleets_changed', 'OA'""";

    /** One on each table, for rows that come by replication. */
    private static final String OF_REPLICATED_ROWS = """
            SELECT tables, 'sluice_replicated', 'sluice_replicated', 'RA'
            FROM unnest(ARRAY['hosts', 'targets', 'health_checks', 'fleets']) tables""";

    /** SQL: an array of those without which changes are not noted, such as {@code targets.sluice_update}. */
    static final String MISSING = missing(OF_STATEMENTS);

    /** SQL: an array of those without which replicated changes are not noted. */
    static final String MISSING_FOR_REPLICATION = missing(OF_REPLICATED_ROWS);

    private Triggers() {}

    private static String missing(String wanted) {
        return """
                ARRAY(SELECT ours || '.' || trigger FROM (%s) AS wanted (ours, trigger, function, enabled)
                    WHERE NOT EXISTS (SELECT FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
                        WHERE tgrelid = to_regclass(ours) AND tgname = trigger AND proname = function
                        AND position(tgenabled IN enabled) > 0))""".formatted(wanted);
    }
}
