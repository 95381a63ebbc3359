-- The log of changes keeps its size whatever is written, forgets nothing unread without saying so, hears replicated rows,
-- and lets a transaction be prepared (PREPARE TRANSACTION), which PostgreSQL refuses after a NOTIFY.

ALTER TABLE hosts RENAME CONSTRAINT hosts_pkey TO "a host has one row in hosts";
ALTER TABLE fleets RENAME CONSTRAINT fleets_pkey TO "a fleet has one row in fleets";

-- A row with "seen" is a mark: all that was visible by then and is 10 marks old may be removed, and "removed" says up to
-- where its transaction did so. A daemon that had not read as far reads all rows. Its host is null for daemons of before,
-- which then read all rows as well.
DROP INDEX sluice_changes_at;
TRUNCATE sluice_changes;
ALTER TABLE sluice_changes ADD COLUMN seen pg_snapshot, ADD COLUMN removed pg_snapshot;
CREATE INDEX sluice_changes_marks ON sluice_changes (xid) WHERE seen IS NOT NULL;
-- What the daemons had not read yet is gone: any host may have changed.
INSERT INTO sluice_changes (host) VALUES (NULL);

COMMENT ON TABLE sluice_changes IS
    'Sluice''s own: which hosts changed lately, some 10,000 changes. Rows are written and removed by triggers.';
COMMENT ON COLUMN sluice_changes.host IS 'The host; null means that any may have changed, or that the row is a mark.';
COMMENT ON COLUMN sluice_changes.at IS 'When that transaction began; for people.';
COMMENT ON COLUMN sluice_changes.seen IS 'What was visible when this mark was written; null where the row is none.';
COMMENT ON COLUMN sluice_changes.removed IS 'The changes visible in it are removed.';

-- How many changes this transaction has noted. It is remembered in a setting that ends with the transaction, because
-- looking into the table would make serializable writers fail because of each other.
CREATE FUNCTION sluice_noted() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    noted text := coalesce(current_setting('sluice.noted', true), '');
BEGIN
    RETURN CASE WHEN split_part(noted, ' ', 1) = pg_current_xact_id()::text THEN split_part(noted, ' ', 2) ELSE '0' END;
END $$;
COMMENT ON FUNCTION sluice_noted() IS 'How many changes this transaction has noted.';

-- Some 1,000 rows after the last mark, whatever the statements' size: chance decides, so that no writer waits for another.
CREATE FUNCTION sluice_tidy() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    present pg_snapshot := pg_current_snapshot();
    horizon pg_snapshot;
BEGIN
    SELECT seen INTO horizon FROM sluice_changes WHERE seen IS NOT NULL AND xid < pg_snapshot_xmax(present)
        ORDER BY xid DESC OFFSET 9 LIMIT 1;
    -- Numbers that are not given out yet come from another server, with its dump.
    DELETE FROM sluice_changes WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM sluice_changes
        WHERE pg_visible_in_snapshot(xid, horizon) OR (xid >= pg_snapshot_xmax(present) AND xid <> pg_current_xact_id())
        FOR UPDATE SKIP LOCKED));
    INSERT INTO sluice_changes (seen, removed) VALUES (present, horizon);
EXCEPTION WHEN serialization_failure THEN
    NULL; -- Another one tidied up since this transaction began; that is nothing for the writer to hear of.
END $$;
COMMENT ON FUNCTION sluice_tidy() IS 'Removes what the daemons have read long ago.';

-- After a NOTIFY no transaction can be prepared, so where the server allows any (max_prepared_transactions) the daemons
-- look more often instead. sluice.notify says otherwise: SET sluice.notify = on (or off).
CREATE FUNCTION sluice_wake() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    wanted text := coalesce(current_setting('sluice.notify', true), '');
BEGIN
    IF wanted IN ('off', 'false', 'no', '0')
        OR (wanted NOT IN ('on', 'true', 'yes', '1') AND current_setting('max_prepared_transactions') <> '0') THEN
        RETURN;
    END IF;
    PERFORM pg_notify('sluice', '');
END $$;
COMMENT ON FUNCTION sluice_wake() IS 'Wakes Sluice''s daemons by NOTIFY, unless that could harm the transaction.';

-- After its statement's changes are noted, "added" of them. More than 1,000 in one transaction count as any host, which is
-- what a daemon makes of them.
CREATE FUNCTION sluice_note(added bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    noted bigint := sluice_noted() + added;
BEGIN
    IF added = 0 THEN
        RETURN;
    END IF;
    IF noted > 1000 THEN
        INSERT INTO sluice_changes (host) VALUES (NULL);
    END IF;
    PERFORM set_config('sluice.noted', pg_current_xact_id()::text || ' ' || noted, true);
    IF random() < added / 1000.0 THEN
        PERFORM sluice_tidy();
    END IF;
    PERFORM sluice_wake();
END $$;
COMMENT ON FUNCTION sluice_note(bigint) IS 'What there is to do once a statement''s changes are noted.';

CREATE OR REPLACE FUNCTION sluice_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    added bigint := 0;
BEGIN
    IF sluice_noted() <= 1000 THEN
        IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO sluice_changes (host) VALUES (NULL);
        ELSIF TG_OP = 'INSERT' THEN
            INSERT INTO sluice_changes (host) SELECT DISTINCT host FROM new_rows LIMIT 1001;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO sluice_changes (host) SELECT DISTINCT host FROM old_rows LIMIT 1001;
        ELSE
            INSERT INTO sluice_changes (host) SELECT host FROM new_rows UNION SELECT host FROM old_rows LIMIT 1001;
        END IF;
        GET DIAGNOSTICS added = ROW_COUNT;
    END IF;
    PERFORM sluice_note(added);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION sluice_fleets_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
BEGIN
    INSERT INTO sluice_changes (host) VALUES (NULL);
    PERFORM sluice_note(1);
    RETURN NULL;
END $$;

-- Rows that come by logical replication, or with session_replication_role = replica, fire no statement's trigger.
CREATE FUNCTION sluice_replicated() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
DECLARE
    added bigint := 0;
BEGIN
    IF sluice_noted() <= 1000 THEN
        IF TG_TABLE_NAME = 'fleets' THEN
            INSERT INTO sluice_changes (host) VALUES (NULL);
        ELSE
            INSERT INTO sluice_changes (host)
                SELECT DISTINCT host FROM (VALUES (NEW.host), (OLD.host)) AS names (host) WHERE host IS NOT NULL;
        END IF;
        GET DIAGNOSTICS added = ROW_COUNT;
    END IF;
    PERFORM sluice_note(added);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION sluice_replicated() IS 'Notes which host a replicated row changed, and wakes Sluice''s daemons.';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['hosts', 'targets', 'health_checks', 'fleets'] LOOP
        -- The condition keeps it quiet where somebody enabled all triggers alike.
        EXECUTE format('CREATE TRIGGER sluice_replicated AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW '
            'WHEN (current_setting(''session_replication_role'') = ''replica'') EXECUTE FUNCTION sluice_replicated()', name);
        EXECUTE format('ALTER TABLE %I ENABLE REPLICA TRIGGER sluice_replicated', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['hosts', 'targets', 'health_checks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER sluice_truncate', name);
    END LOOP;
END $$;
