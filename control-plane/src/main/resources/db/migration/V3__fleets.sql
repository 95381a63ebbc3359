-- One database for several groups of load balancers. Constraints are sentences, as in V1, and dev.sluice.model.Rules says
-- the same in Java.

ALTER TABLE hosts
    ADD COLUMN fleet text NOT NULL DEFAULT 'default',
    ADD CONSTRAINT "fleet must be at most 63 characters long"
        CHECK (length(fleet) <= 63),
    ADD CONSTRAINT "fleet must be in lower case"
        CHECK (fleet COLLATE "C" !~ '[A-Z]'),
    ADD CONSTRAINT "fleet must not be empty"
        CHECK (fleet <> ''),
    ADD CONSTRAINT "fleet needs a-z, 0-9, dots, - and _ only, as edge-eu_1 has"
        CHECK (fleet COLLATE "C" ~ '^[a-z0-9._-]*$');

COMMENT ON COLUMN hosts.fleet IS
    'The load balancers that serve this host: those whose Envoy has this name as its node''s cluster. One fleet for a host; '
    'to change it moves the host.';
