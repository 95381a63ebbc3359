package dev.sluice.demo;

import dev.sluice.local.Ports;
import java.util.function.IntUnaryOperator;

/**
 * Where the demo's parts listen, on loopback.
 *
 * @param xds where Envoy fetches its configuration
 * @param http the daemon's health and status
 * @param admin Envoy's admin interface
 */
record DemoPorts(int xds, int http, int admin) {
    /** Of a new database; one that exists keeps the port it has. */
    static final int POSTGRES = 15432;

    private static final int XDS = 18000;
    private static final int HTTP = 18080;
    private static final int ADMIN = 9901;

    /** The usual ones, each replaced by the next free one if something else has it. */
    static DemoPorts choose() {
        return choose(Ports::freeFrom);
    }

    /** For tests: {@code freeFrom} finds the next free port. */
    static DemoPorts choose(IntUnaryOperator freeFrom) {
        int xds = freeFrom.applyAsInt(XDS);
        int http = freeFrom.applyAsInt(HTTP);
        return new DemoPorts(xds, http, freeFrom.applyAsInt(ADMIN));
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

    private static String note(int actual, int usual) {
        return actual == usual ? "" : " (" + usual + " is taken)";
    }
}
