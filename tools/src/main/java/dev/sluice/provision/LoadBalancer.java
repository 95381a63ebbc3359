package dev.sluice.provision;

import java.util.List;
import java.util.Optional;

/**
 * A VM as somebody wants it.
 *
 * @param release the files to install, a tarball or Debian packages
 * @param database where the rows are; empty for a PostgreSQL on the VM itself
 * @param fleet the name of the load balancers that it is one of
 * @param listenAddress what Envoy's listeners bind; empty for all addresses
 * @param packages more Debian packages, such as the client of a secret store
 */
public record LoadBalancer(
        List<Download> release,
        Optional<RemoteDatabase> database,
        Optional<String> fleet,
        Optional<String> listenAddress,
        List<String> packages) {
    public LoadBalancer {
        release = List.copyOf(release);
        packages = List.copyOf(packages);
    }

    /** Whether it is installed from Debian packages, which bring what they need themselves. */
    boolean fromDebianPackages() {
        return release.get(0).isDebianPackage();
    }
}
