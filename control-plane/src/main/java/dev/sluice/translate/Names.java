package dev.sluice.translate;

import dev.sluice.model.Host;
import dev.sluice.model.Pool;
import java.util.List;

/** Every name that Envoy sees. A name is the identity of its row, so that an edit updates in place and cuts nothing. */
public final class Names {
    /** The cluster in Envoy's bootstrap that leads to Sluice; no host may have this name. */
    public static final String XDS_CLUSTER = "xds_cluster";

    /** No host can have this name. */
    private static final String ANY_HOST = "*.*";

    /** In no name of a host, and in none of a pool. */
    private static final char BEFORE_POOL = '|';

    private Names() {}

    /**
     * That of the host's pool {@link Pool#DEFAULT}, where its requests go: the host, but for {@code *}: asking for
     * endpoints of that name means asking for everybody's, and Envoy refuses them.
     */
    public static String cluster(String host) {
        return host.equals("*") ? ANY_HOST : host;
    }

    /** That of any pool of the host. */
    public static String cluster(String host, String pool) {
        return pool.equals(Pool.DEFAULT) ? cluster(host) : cluster(host) + BEFORE_POOL + pool;
    }

    /** Those of all pools of the host. */
    public static List<String> clusters(Host host) {
        return Pool.of(host).stream()
                .map(pool -> cluster(host.host(), pool.name()))
                .toList();
    }

    /** The host to whom a cluster, its endpoints or a virtual host of this name belong. */
    public static String owner(String resource) {
        int end = resource.indexOf(BEFORE_POOL);
        String host = end < 0 ? resource : resource.substring(0, end);
        return host.equals(ANY_HOST) ? "*" : host;
    }

    public static String virtualHost(String host) {
        return host;
    }

    public static String listener(int incomingPort) {
        return "http_" + incomingPort;
    }

    public static String routeConfiguration(int incomingPort) {
        return "http_" + incomingPort;
    }
}
