-- Flyway runs this in each migration's transaction. Everybody's statements queue behind one that waits for a table, so none of
-- ours waits for longer than a writer may.
SET LOCAL lock_timeout = 2000;
