package dev.sluice.local;

/** Told what a slow step does while it does it. */
public interface Progress {
    /** Says nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void say(String line) {}

        @Override
        public void transferred(long bytes, long total) {}
    };

    /** One thing that happened, in one line. */
    void say(String line);

    /**
     * A download moved on; called once more when it is complete.
     *
     * @param bytes so far
     * @param total -1 when the server did not tell
     */
    void transferred(long bytes, long total);
}
