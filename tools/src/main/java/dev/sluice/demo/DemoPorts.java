package dev.sluice.demo;

import dev.sluice.local.HeldPort;
import java.util.function.IntFunction;

/**
 * Where the demo's own parts listen, on loopback. Nobody else gets these ports from the moment they are chosen.
 *
 * @param xds where Envoy fetches its configuration
 * @param http the daemon's health and status
 * @param admin Envoy's admin interface
 */
record DemoPorts(HeldPort xds, HeldPort http, HeldPort admin) implements AutoCloseable {
    /** Where the database is looked for first. */
    static final int POSTGRES = 15432;

    private static final int XDS = 18000;
    private static final int HTTP = 18080;
    private static final int ADMIN = 9901;

    /** The usual ones, each replaced by the next free one if something else has it. */
    static DemoPorts choose() {
        return choose(HeldPort::from);
    }

    /** For tests: {@code from} finds a port that is free, from the usual one up. */
    static DemoPorts choose(IntFunction<HeldPort> from) {
        return new DemoPorts(from.apply(XDS), from.apply(HTTP), from.apply(ADMIN));
    }

    String noteOnXds() {
        return note(xds, XDS);
    }

    String noteOnHttp() {
        return note(http, HTTP);
    }

    String noteOnAdmin() {
        return note(admin, ADMIN);
    }

    private static String note(HeldPort actual, int usual) {
        return actual.port() == usual ? "" : " (" + usual + " is taken)";
    }

    @Override
    public void close() {
        xds.close();
        http.close();
        admin.close();
    }
}
