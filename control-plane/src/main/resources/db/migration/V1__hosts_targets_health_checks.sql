-- The rows that are the configuration. A constraint's name is the sentence a user reads when a row breaks it;
-- PostgreSQL checks them in the order of their names and cuts names at 63 bytes. dev.sluice.model.Rules says the same
-- in Java, for files and for tables whose constraints somebody dropped.

CREATE TABLE hosts (
    host text NOT NULL CONSTRAINT hosts_pkey PRIMARY KEY,
    incoming_port integer NOT NULL DEFAULT 80,
    outgoing_port integer NOT NULL DEFAULT 80,
    CONSTRAINT "host may have a wildcard only as in *.example.com, or be just *"
        CHECK (position('*' IN host) = 0 OR host = '*' OR host ~ '^[*][.][^*]+$'),
    CONSTRAINT "host must be ASCII: write a unicode domain as punycode, xn--..."
        CHECK (host COLLATE "C" ~ '^[\x01-\x7f]*$'),
    CONSTRAINT "host must be at most 253 characters long"
        CHECK (length(host) <= 253),
    CONSTRAINT "host must be in lower case"
        CHECK (host COLLATE "C" !~ '[A-Z]'),
    CONSTRAINT "host must not be empty"
        CHECK (host <> ''),
    CONSTRAINT "host must not contain a scheme, a port or a path"
        CHECK (host !~ '[:/]'),
    CONSTRAINT "host must not contain spaces or control characters"
        CHECK (host COLLATE "C" !~ '[\x01-\x20\x7f]'),
    CONSTRAINT "host must not end with a dot"
        CHECK (host !~ '[.]$'),
    CONSTRAINT "host needs labels of a-z, 0-9, - and _, as shop.example.com has"
        CHECK (host = '' OR host COLLATE "C"
            ~ '^([*]|([*][.])?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?([.][a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*)$'),
    CONSTRAINT "incoming_port must be from 1 to 65535"
        CHECK (incoming_port BETWEEN 1 AND 65535),
    CONSTRAINT "outgoing_port must be from 1 to 65535"
        CHECK (outgoing_port BETWEEN 1 AND 65535)
);

CREATE TABLE targets (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT targets_pkey PRIMARY KEY,
    host text NOT NULL,
    address text NOT NULL,
    port integer,
    CONSTRAINT "host must be a row of hosts first"
        FOREIGN KEY (host) REFERENCES hosts (host) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT "address must be IPv4 itself, as 10.0.0.7, not ::ffff:10.0.0.7"
        CHECK (address !~* '^::ffff:([0-9]+[.].*|[0-9a-f]{1,4}:[0-9a-f]{1,4})$'),
    -- The case keeps what is no address away from the cast, whose own message would not name the column; and what is
    -- below ::/96, which PostgreSQL writes as ::10.0.0.7.
    CONSTRAINT "address must be in the shortest form of IPv6, as 2001:db8::7"
        CHECK (CASE
            WHEN address ~* '^::([0-9a-f]{1,4}:)?[0-9a-f]{0,4}$' THEN true
            WHEN address ~* '^(?!.*::.*::|.*:::|:[^:]|.*[^:]:$)(?=.*::|([^:]*:){7}[^:]*$)([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$'
                THEN host(address::inet) = address
            ELSE address !~* '^[0-9a-f:]*:[0-9]+([.][0-9]+){3}$' END),
    CONSTRAINT "address must be one IPv4 or IPv6 address: no name, port or mask"
        CHECK (address ~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])([.](?!$)|$)){4}$'
            OR address
                ~* '^(?!.*::.*::|.*:::|:[^:]|.*[^:]:$)(?=.*::|([^:]*:){7}[^:]*$)([0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}$'),
    CONSTRAINT "address must not be 0.x.x.x, ::, multicast or broadcast"
        CHECK (address = '::1' OR address !~* (
            '^(0[.].*|22[4-9][.].*|23[0-9][.].*|255[.]255[.]255[.]255|::([0-9a-f]{1,4}:)?[0-9a-f]{0,4}|ff[0-9a-f]{2}:.*)$')),
    CONSTRAINT "address must not be link-local (169.254.0.0/16, fe80::/10)"
        CHECK (address !~* '^(169[.]254[.]|fe[89ab][0-9a-f]:)'),
    CONSTRAINT "port must be from 1 to 65535, or null for outgoing_port"
        CHECK (port BETWEEN 1 AND 65535)
);

-- NULLS NOT DISTINCT would say it, but PostgreSQL 14 does not have it.
CREATE UNIQUE INDEX "a host lists the same target once" ON targets (host, address, coalesce(port, 0));

CREATE TABLE health_checks (
    host text NOT NULL CONSTRAINT "a host has one health check" PRIMARY KEY,
    path text NOT NULL DEFAULT '/',
    port integer,
    timeout numeric NOT NULL DEFAULT 5,
    interval numeric NOT NULL DEFAULT 10,
    CONSTRAINT "host must be a row of hosts first"
        FOREIGN KEY (host) REFERENCES hosts (host) ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT "interval must be from 0.1 to 3600 seconds"
        CHECK (interval BETWEEN 0.1 AND 3600),
    CONSTRAINT "path must be at most 1024 characters long"
        CHECK (length(path) <= 1024),
    CONSTRAINT "path must hold only printable ASCII, and no space or #"
        CHECK (path COLLATE "C" ~ '^[!-~]*$' AND position('#' IN path) = 0),
    CONSTRAINT "path must start with /"
        CHECK (path LIKE '/%'),
    CONSTRAINT "port must be from 1 to 65535, or null for the target's own"
        CHECK (port BETWEEN 1 AND 65535),
    CONSTRAINT "timeout must be from 0.1 to 3600 seconds"
        CHECK (timeout BETWEEN 0.1 AND 3600),
    CONSTRAINT "timeout must not be longer than interval"
        CHECK (timeout <= interval)
);

COMMENT ON TABLE hosts IS
    'One row for each domain that is served. A change is live a moment after its COMMIT.';
COMMENT ON COLUMN hosts.host IS
    'The domain: exact (shop.example.com), all below one (*.example.com), or * for whatever no other row matches. '
    'Lower case; unicode as punycode. Ports and case in a request''s Host header do not matter.';
COMMENT ON COLUMN hosts.incoming_port IS
    'The port that clients connect to, HTTP. Hosts may share it.';
COMMENT ON COLUMN hosts.outgoing_port IS
    'The port of this host''s targets that name none.';

COMMENT ON TABLE targets IS
    'Where a host''s requests go, in turn (round robin). A host without targets answers 503.';
COMMENT ON COLUMN targets.id IS
    'Given by the database; for ORMs and logical replication, which want a key.';
COMMENT ON COLUMN targets.host IS
    'The row of hosts that this target belongs to; deleted and renamed with it.';
COMMENT ON COLUMN targets.address IS
    'IPv4 or IPv6 address. Loopback is fine, but not where Sluice, Envoy''s admin or the database listens.';
COMMENT ON COLUMN targets.port IS
    'Null: the host''s outgoing_port.';

COMMENT ON TABLE health_checks IS
    'How a host''s targets are checked: GET path must answer 200. Two failures in a row take a target out, two successes '
    'bring it back. When none is healthy, all are tried. A host without a row here is not checked.';
COMMENT ON COLUMN health_checks.host IS
    'The row of hosts whose targets are checked; deleted and renamed with it.';
COMMENT ON COLUMN health_checks.path IS
    'What is asked for, starting with /.';
COMMENT ON COLUMN health_checks.port IS
    'The port that is asked. Null: the target''s own.';
COMMENT ON COLUMN health_checks.timeout IS
    'Seconds an answer may take, fractions allowed; not longer than interval.';
COMMENT ON COLUMN health_checks.interval IS
    'Seconds between two checks of a target, fractions allowed.';

-- Which hosts changed, and in which transaction: what the daemons read instead of all rows. Written by the triggers below,
-- also for roles that may write to the tables above only. A daemon asks for what its last snapshot did not see, which is
-- exact whatever the order of commits; a clock or a highest number would lose a transaction that commits late.
CREATE TABLE sluice_changes (
    host text,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sluice_changes_xid ON sluice_changes (xid);
CREATE INDEX sluice_changes_at ON sluice_changes (at);

COMMENT ON TABLE sluice_changes IS
    'Sluice''s own: which hosts changed in the last hour. Rows are written and removed by triggers.';
COMMENT ON COLUMN sluice_changes.host IS 'The host; null means that any may have changed.';
COMMENT ON COLUMN sluice_changes.xid IS 'The transaction that changed it.';
COMMENT ON COLUMN sluice_changes.at IS 'When that transaction began; older rows than an hour are removed.';

-- Writes the log and wakes the daemons, once a statement. To do without the NOTIFY, for example where very many writers
-- commit at once, they SET sluice.notify = off (or connect with options=-c sluice.notify=off); for all of them a superuser
-- may say ALTER DATABASE ... SET sluice.notify = off. The daemons then see a change at their next sync.
CREATE FUNCTION sluice_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = "${flyway:defaultSchema}", pg_temp AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO sluice_changes (host) VALUES (NULL);
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO sluice_changes (host) SELECT DISTINCT host FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO sluice_changes (host) SELECT DISTINCT host FROM old_rows;
    ELSE
        INSERT INTO sluice_changes (host) SELECT host FROM new_rows UNION SELECT host FROM old_rows;
    END IF;
    -- One statement in a hundred tidies up, and never waits for another that does.
    IF random() < 0.01 THEN
        DELETE FROM sluice_changes WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM sluice_changes WHERE at < now() - interval '1 hour' LIMIT 10000 FOR UPDATE SKIP LOCKED));
    END IF;
    IF coalesce(current_setting('sluice.notify', true), '') NOT IN ('off', 'false', 'no', '0') THEN
        PERFORM pg_notify('sluice', '');
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION sluice_changed() IS 'Notes which hosts a statement changed, and wakes Sluice''s daemons.';

DO $$
DECLARE
    name text;
BEGIN
    -- PostgreSQL wants one trigger for each kind of statement when a trigger sees the rows.
    FOREACH name IN ARRAY ARRAY['hosts', 'targets', 'health_checks'] LOOP
        EXECUTE format('CREATE TRIGGER sluice_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_changed()', name);
        EXECUTE format('CREATE TRIGGER sluice_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS '
            'new_rows FOR EACH STATEMENT EXECUTE FUNCTION sluice_changed()', name);
        EXECUTE format('CREATE TRIGGER sluice_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_changed()', name);
        EXECUTE format('CREATE TRIGGER sluice_truncate AFTER TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION sluice_changed()', name);
    END LOOP;
END $$;
