-- Who writes rows is seldom who pinned their fleet. A statement on a pinned fleet's rows is answered by a NOTICE, to any
-- client, because nothing will be served of it for now. Whether a daemon holds a change the database does not know.

CREATE FUNCTION sluice_pinned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    pin record;
    changed text[];
BEGIN
    -- All that is done while nothing is pinned.
    IF NOT EXISTS (SELECT FROM fleets WHERE pinned IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        SELECT array_agg(fleet) INTO changed FROM fleets;
    ELSIF TG_TABLE_NAME = 'hosts' AND TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT fleet) INTO changed FROM new_rows;
    ELSIF TG_TABLE_NAME = 'hosts' AND TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT fleet) INTO changed FROM old_rows;
    ELSIF TG_TABLE_NAME = 'hosts' THEN
        SELECT array_agg(fleet) INTO changed FROM (SELECT fleet FROM new_rows UNION SELECT fleet FROM old_rows) AS both_rows;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT fleet) INTO changed FROM new_rows JOIN hosts USING (host);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT fleet) INTO changed FROM old_rows JOIN hosts USING (host);
    ELSE
        SELECT array_agg(DISTINCT fleet) INTO changed
            FROM (SELECT host FROM new_rows UNION SELECT host FROM old_rows) AS both_rows JOIN hosts USING (host);
    END IF;
    FOR pin IN
        SELECT fleet, to_char(pinned_at AT TIME ZONE 'UTC', '" since "YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since, pinned_by
        FROM fleets WHERE pinned IS NOT NULL AND fleet = ANY (changed) ORDER BY fleet
    LOOP
        RAISE NOTICE 'fleet % is pinned%: what is written to its rows is not served until sluice release --fleet %',
            pin.fleet, coalesce(pin.since, '') || coalesce(' by ' || pin.pinned_by, ''), pin.fleet;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION sluice_pinned() IS 'Tells who writes to the rows of a pinned fleet that they are not served for now.';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['hosts', 'targets', 'health_checks'] LOOP
        EXECUTE format('CREATE TRIGGER sluice_pinned_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_pinned()', name);
        EXECUTE format('CREATE TRIGGER sluice_pinned_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS '
            'new_rows FOR EACH STATEMENT EXECUTE FUNCTION sluice_pinned()', name);
        EXECUTE format('CREATE TRIGGER sluice_pinned_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_pinned()', name);
        EXECUTE format('CREATE TRIGGER sluice_pinned_truncate AFTER TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_pinned()', name);
    END LOOP;
END $$;

-- V2 said that the rows of another database are not compared.
COMMENT ON TABLE sluice_database IS
    'Sluice''s own: one row, which tells this database from others.';
COMMENT ON COLUMN sluice_database.id IS
    'Random. Where it is another than that of the rows served last, daemons are stricter about what is missing.';
