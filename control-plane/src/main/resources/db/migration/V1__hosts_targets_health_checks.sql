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

-- Wakes the daemons at once; they read at each SLUICE_SYNC_INTERVAL all the same. One signal a statement, nothing in it.
-- To do without, for example where very many writers commit at once: ALTER TABLE hosts DISABLE TRIGGER sluice_notify.
CREATE FUNCTION sluice_notify() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_notify('sluice', '');
    RETURN NULL;
END $$;
COMMENT ON FUNCTION sluice_notify() IS 'Wakes Sluice''s daemons after a change.';

CREATE TRIGGER sluice_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hosts
    FOR EACH STATEMENT EXECUTE FUNCTION sluice_notify();
CREATE TRIGGER sluice_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON targets
    FOR EACH STATEMENT EXECUTE FUNCTION sluice_notify();
CREATE TRIGGER sluice_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON health_checks
    FOR EACH STATEMENT EXECUTE FUNCTION sluice_notify();
