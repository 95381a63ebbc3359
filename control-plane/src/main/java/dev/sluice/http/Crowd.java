package dev.sluice.http;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;

/**
 * All open connections. When there are too many, the connection that was silent longest is closed. To refuse the newest
 * connection instead would let silent clients keep a monitor out.
 */
final class Crowd implements Connection.Listener {
    private final int most;
    private final Set<AbstractEndPoint> open = ConcurrentHashMap.newKeySet();

    Crowd(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection.getEndPoint() instanceof AbstractEndPoint client && open.add(client) && open.size() > most) {
            open.stream()
                    .filter(other -> other != client)
                    .max(Comparator.comparingLong(AbstractEndPoint::getIdleFor))
                    .ifPresent(AbstractEndPoint::close);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection.getEndPoint() instanceof AbstractEndPoint client) {
            open.remove(client);
        }
    }
}
