-- What is known of a fleet itself. A fleet needs no row here: it is there as soon as a host or an Envoy names it.

CREATE TABLE fleets (
    fleet text NOT NULL CONSTRAINT fleets_pkey PRIMARY KEY,
    pinned jsonb,
    pinned_revision text,
    pinned_at timestamptz,
    pinned_by text DEFAULT session_user,
    CONSTRAINT "fleet must be at most 63 characters long"
        CHECK (length(fleet) <= 63),
    CONSTRAINT "fleet must be in lower case"
        CHECK (fleet COLLATE "C" !~ '[A-Z]'),
    CONSTRAINT "fleet must not be empty"
        CHECK (fleet <> ''),
    CONSTRAINT "fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has"
        CHECK (fleet COLLATE "C" ~ '^[a-z0-9._-]*$'),
    CONSTRAINT "pinned must be a list of records, or null for the rows"
        CHECK (jsonb_typeof(pinned) = 'array')
);

COMMENT ON TABLE fleets IS
    'One row for each fleet that is pinned: it goes on with the hosts that are written here, whatever its rows say. '
    'Fleets without a row follow theirs.';
COMMENT ON COLUMN fleets.fleet IS
    'The fleet, as in hosts.fleet.';
COMMENT ON COLUMN fleets.pinned IS
    'The hosts that it serves, as sluice pin writes them: a list of records. Null, or no row, releases it: its rows '
    'are applied again, all that changed meanwhile at once.';
COMMENT ON COLUMN fleets.pinned_revision IS
    'The revision of these hosts where it was pinned; for people.';
COMMENT ON COLUMN fleets.pinned_at IS
    'When it was pinned.';
COMMENT ON COLUMN fleets.pinned_by IS
    'The role that pinned it.';

-- Any host may be another one after it: daemons read all rows.
CREATE FUNCTION sluice_fleets_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
BEGIN
    INSERT INTO sluice_changes (host) VALUES (NULL);
    IF coalesce(current_setting('sluice.notify', true), '') NOT IN ('off', 'false', 'no', '0') THEN
        PERFORM pg_notify('sluice', '');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION sluice_fleets_changed() IS 'Notes that any host may have changed, and wakes Sluice''s daemons.';

CREATE TRIGGER sluice_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fleets
    FOR EACH STATEMENT EXECUTE FUNCTION sluice_fleets_changed();
