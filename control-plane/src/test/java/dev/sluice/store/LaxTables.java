package dev.sluice.store;

import dev.sluice.testing.TestDatabase;

/** Tables whose constraints somebody dropped: anything may be in them. */
public final class LaxTables {
    private static final String DROP_CONSTRAINTS = """
            DO $$
            DECLARE statement text;
            BEGIN
                FOR statement IN
                    SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname)
                      FROM pg_constraint
                      WHERE conrelid IN ('hosts'::regclass, 'targets'::regclass, 'health_checks'::regclass)
                        AND contype <> 'n'
                    UNION ALL SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', attrelid::regclass, attname)
                      FROM pg_attribute
                      WHERE attrelid IN ('hosts'::regclass, 'targets'::regclass, 'health_checks'::regclass)
                        AND attnotnull AND attnum > 0 AND attidentity = ''
                LOOP
                    EXECUTE statement;
                END LOOP;
            END $$
            """;

    private LaxTables() {}

    public static TestDatabase fresh() throws Exception {
        TestDatabase database = StrictTables.fresh();
        database.execute(DROP_CONSTRAINTS, "DROP INDEX \"a host lists the same target once\"");
        return database;
    }
}
