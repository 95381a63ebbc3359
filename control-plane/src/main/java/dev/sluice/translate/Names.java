package dev.sluice.translate;

/** Every name that Envoy sees. A name is the identity of its row, so that an edit updates in place and cuts nothing. */
public final class Names {
    /** The cluster in Envoy's bootstrap that leads to Sluice; no host may have this name. */
    public static final String XDS_CLUSTER = "xds_cluster";

    /** No host can have this name. */
    private static final String ANY_HOST = "*.*";

    private Names() {}

    /** The host, but for {@code *}: asking for endpoints of that name means asking for everybody's, and Envoy refuses them. */
    public static String cluster(String host) {
        return host.equals("*") ? ANY_HOST : host;
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
