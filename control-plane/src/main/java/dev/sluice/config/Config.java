package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The daemon's settings, all of them valid.
 *
 * @param database where the rows are
 * @param migrate whether {@code serve} may create the tables in a database that has none
 * @param syncInterval how often all rows are read, changed or not
 * @param wakeOnNotify whether a NOTIFY from the tables' triggers wakes the sync at once
 * @param xds where Envoy fetches its configuration (gRPC)
 * @param xdsAccess who may fetch it there
 * @param listenAddress what Envoy's listeners bind: an IP address; {@code ::} takes IPv4 as well
 * @param http where health, readiness and status are served
 * @param envoyAdmin where Envoy's admin interface listens
 * @param stateDir where the daemon may keep files
 * @param limits what one read of the rows may do
 */
public record Config(
        Database database,
        boolean migrate,
        Duration syncInterval,
        boolean wakeOnNotify,
        HostPort xds,
        XdsAccess xdsAccess,
        String listenAddress,
        HostPort http,
        HostPort envoyAdmin,
        Path stateDir,
        Limits limits) {}
