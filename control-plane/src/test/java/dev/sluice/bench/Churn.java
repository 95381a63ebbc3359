package dev.sluice.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Somebody else's target changes, ten a second, going round in the second half of the hosts. */
final class Churn implements AutoCloseable {
    private static final int PAUSE_MILLIS = 100;

    private final Rig rig;
    private final int hosts;
    private final Connection connection;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int count;

    private Churn(Rig rig, int hosts) throws SQLException {
        this.rig = rig;
        this.hosts = hosts;
        this.connection = rig.otherConnection();
    }

    static Churn in(Rig rig, int hosts) throws SQLException {
        Churn churn = new Churn(rig, hosts);
        churn.thread.scheduleAtFixedRate(churn::change, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return churn;
    }

    private void change() {
        int half = hosts / 2;
        String host = Rig.host(half + 1 + count % (hosts - half));
        String address = count / (hosts - half) % 2 == 0 ? rig.two() : rig.one();
        count++;
        try {
            Rig.update(connection, "UPDATE targets SET address = ? WHERE host = ?", address, host);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a change hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
