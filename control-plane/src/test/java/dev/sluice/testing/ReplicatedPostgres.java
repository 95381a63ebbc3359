package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A PostgreSQL and a standby that streams from it, in a test's hands: the one can be killed, the other promoted. */
public final class ReplicatedPostgres implements AutoCloseable {
    private final OwnPostgres primary;
    private final OwnPostgres standby;
    private final Cut stream;

    private ReplicatedPostgres(OwnPostgres primary, OwnPostgres standby, Cut stream) {
        this.primary = primary;
        this.standby = standby;
        this.stream = stream;
    }

    public static ReplicatedPostgres start() {
        Path folder = OwnPostgres.newFolder();
        Path copy = folder.resolve("standby");
        OwnPostgres primary = OwnPostgres.in(folder.resolve("primary"));
        // The standby begins as a copy of the primary's data at rest.
        primary.stop();
        Commands.run("cp", "--archive", folder.resolve("primary").toString(), copy.toString());
        primary.startAgain();
        Cut stream = Cut.to(primary.port());
        follow(copy.resolve("data"), stream.port());
        return new ReplicatedPostgres(primary, OwnPostgres.in(copy), stream);
    }

    private static void follow(Path data, int port) {
        try {
            Files.createFile(data.resolve("standby.signal"));
            Files.writeString(
                    data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres passfile="
                            + data.resolveSibling("pgpass") + "'\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestDatabase primary() {
        return primary.database();
    }

    /** The same database there. */
    public TestDatabase standby() {
        return standby.database();
    }

    /** What the standby gets the primary's changes by. */
    public Cut stream() {
        return stream;
    }

    /** As the primary's superuser. */
    public void onPrimary(String statement) {
        primary.superuser(statement);
    }

    /** As the standby's superuser; the first column of the first row, if there are any, as text. */
    public String onStandby(String statement) {
        return standby.superuser(statement);
    }

    /** The standby goes on receiving and repeats nothing. */
    public void pauseReplay() {
        onStandby("SELECT pg_wal_replay_pause()");
        RunningSluice.soon()
                .until(() -> onStandby("SELECT pg_get_wal_replay_pause_state()").equals("paused"));
    }

    public void resumeReplay() {
        onStandby("SELECT pg_wal_replay_resume()");
    }

    /** Waits until the standby has repeated what the primary has written by now. */
    public void awaitReplayed() {
        String written = primary.superuser("SELECT pg_current_wal_lsn()");
        RunningSluice.soon()
                .until(() -> onStandby("SELECT pg_last_wal_replay_lsn() >= '" + written + "'")
                        .equals("t"));
    }

    /** Kills every process of it at once. */
    public void killPrimary() {
        primary.kill();
    }

    /** Returns when the standby takes writes. */
    public void promote() {
        onStandby("SELECT pg_promote()");
    }

    @Override
    public void close() {
        standby.close();
        stream.close();
        primary.close();
    }
}
