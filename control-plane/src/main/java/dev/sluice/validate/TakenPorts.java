package dev.sluice.validate;

import dev.sluice.config.Config;
import dev.sluice.config.HostPort;
import dev.sluice.model.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where Sluice, Envoy's admin interface and the database listen: no row may listen there or send requests there. */
public record TakenPorts(List<Taken> taken) {
    /** One address, and who listens there. */
    public record Taken(HostPort where, String whose) {}

    public TakenPorts {
        taken = List.copyOf(taken);
    }

    public static TakenPorts of(Config config) {
        List<Taken> taken = new ArrayList<>();
        taken.add(new Taken(config.xds(), "Sluice's xDS server"));
        taken.add(new Taken(config.http(), "Sluice's HTTP server"));
        taken.add(new Taken(config.envoyAdmin(), "Envoy's admin interface"));
        config.database().servers().forEach(server -> taken.add(new Taken(server, "the database")));
        return new TakenPorts(taken);
    }

    /** Whose port on this machine a listener of Envoy would take. */
    Optional<String> ownerOfLocal(int port, EnvoyMachine machine) {
        return taken.stream()
                .filter(each ->
                        each.where().port() == port && isLocal(each.where().address(), machine))
                .map(Taken::whose)
                .findFirst();
    }

    /** Who listens where a target or a check leads. All addresses of this machine count as one. */
    Optional<String> ownerOf(String address, int port, EnvoyMachine machine) {
        return taken.stream()
                .filter(each -> each.where().port() == port)
                .filter(each -> each.where().address().equals(address)
                        || (isLocal(each.where().address(), machine) && machine.isOwn(address)))
                .map(Taken::whose)
                .findFirst();
    }

    private static boolean isLocal(String address, EnvoyMachine machine) {
        String usual = Addresses.usual(address);
        // A database at a Unix socket listens on loopback as well, unless that was turned off.
        return usual.equals("localhost") || usual.startsWith("/") || EnvoyMachine.isAny(usual) || machine.isOwn(usual);
    }
}
