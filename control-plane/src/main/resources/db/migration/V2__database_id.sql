-- Whose the rows are. What a daemon kept on disk is compared with the rows of the same database only.
CREATE TABLE sluice_database (id uuid NOT NULL DEFAULT gen_random_uuid());
CREATE UNIQUE INDEX "sluice_database has one row" ON sluice_database ((true));
INSERT INTO sluice_database DEFAULT VALUES;

COMMENT ON TABLE sluice_database IS
    'Sluice''s own: one row, which tells this database from others. A restored copy has the same one, and is compared with '
    'what was served before.';
COMMENT ON COLUMN sluice_database.id IS
    'Random; a new one (gen_random_uuid()) makes it another database for the daemons, at their next start.';
