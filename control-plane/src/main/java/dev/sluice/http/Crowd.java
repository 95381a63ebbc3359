package dev.sluice.http;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;

/**
 * The connections there are. When there are too many, the one that has been silent longest goes: to refuse the next one
 * instead would let silent ones keep a monitor out.
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
