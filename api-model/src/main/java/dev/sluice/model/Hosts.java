package dev.sluice.model;

import dev.sluice.rows.Column;
import dev.sluice.rows.Table;

/** The table {@code hosts}: a domain, as clients see it. */
public final class Hosts {
    public static final Table TABLE = new Table(
            "hosts", "host", "One row for each domain that is served. A change is live a moment after its COMMIT.");

    public static final Column<String> HOST = TABLE.required(
            "host",
            DomainNames.KIND,
            "The domain: exact (shop.example.com), all below one (*.example.com), or * for whatever no other row matches."
                    + " Lower case; unicode as punycode. Ports and case in a request's Host header do not matter.");

    public static final Column<String> FLEET = TABLE.column(
            "fleet",
            FleetNames.KIND,
            Host.DEFAULT_FLEET,
            "The load balancers that serve this host: those whose Envoy has this name as its node's cluster. One fleet for"
                    + " a host; to change it moves the host.");

    public static final Column<Integer> INCOMING_PORT = TABLE.column(
            "incoming_port", Ports.KIND, 80, "The port that clients connect to, HTTP. Hosts may share it.");

    public static final Column<Integer> OUTGOING_PORT =
            TABLE.column("outgoing_port", Ports.KIND, 80, "The port of this host's targets that name none.");

    static {
        TABLE.key(HOST).alwaysWrites(INCOMING_PORT, OUTGOING_PORT);
    }

    private Hosts() {}
}
