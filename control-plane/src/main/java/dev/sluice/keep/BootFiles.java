package dev.sluice.keep;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.translate.Translator;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files from which Envoys start while no daemon answers: a folder for the default fleet, and a folder for each
 * fleet that has hosts and of which an Envoy came. An Envoy's bootstrap says from whose folder the Envoy starts, so an
 * Envoy of one fleet takes nothing away from an Envoy of another.
 */
public final class BootFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice");

    /** Each write is megabytes on the disk, and makes an Envoy that reads the files look at all clusters. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

    /** Envoy takes some tenths of a second for 10,000 clusters. */
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);

    /** A fleet may be named {@code ..}, which without a prefix would be another folder. */
    private static final String PREFIX = "fleet-";

    /** How many fleets without hosts are remembered because an Envoy named them. */
    private static final int MOST_ASKED = 100;

    private final Path folder;
    private final Translator translator;
    private final Duration betweenWrites;
    private final Duration betweenSteps;
    private final Map<String, FleetFiles> byFleet = new TreeMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private @Nullable ByName<Host> latest;

    public BootFiles(Path folder, Translator translator) {
        this(folder, translator, BETWEEN_WRITES, BETWEEN_STEPS);
    }

    BootFiles(Path folder, Translator translator, Duration betweenWrites, Duration betweenSteps) {
        this.folder = folder.toAbsolutePath().normalize();
        this.translator = translator;
        this.betweenWrites = betweenWrites;
        this.betweenSteps = betweenSteps;
    }

    /** Writes what Envoys need for {@code hosts} soon, unless newer hosts come before that. */
    public synchronized void keep(ByName<Host> hosts) {
        if (latest == null) {
            earlierFleets().forEach(this::open);
        }
        latest = hosts;
        openAsked(hosts);
        byFleet.values().forEach(files -> files.keep(hosts));
    }

    /** An Envoy of {@code fleet} has come: writes this fleet's hosts too, as soon as there are any. */
    public synchronized void keepFor(String fleet) {
        if (byFleet.containsKey(fleet)) {
            return;
        }
        asked.remove(fleet);
        asked.add(fleet);
        if (asked.size() > MOST_ASKED) {
            asked.remove(asked.iterator().next());
        }
        ByName<Host> hosts = latest;
        if (hosts != null && openAsked(hosts).contains(fleet)) {
            open(fleet).keep(hosts);
        }
    }

    private Set<String> openAsked(ByName<Host> hosts) {
        Set<String> withHosts = new HashSet<>();
        if (!asked.isEmpty()) {
            hosts.values().stream().map(Host::fleet).filter(asked::contains).forEach(withHosts::add);
            withHosts.forEach(this::open);
            asked.removeAll(withHosts);
        }
        return withHosts;
    }

    private FleetFiles open(String fleet) {
        return byFleet.computeIfAbsent(
                fleet,
                name -> new FleetFiles(folder.resolve(PREFIX + name), name, translator, betweenWrites, betweenSteps));
    }

    /** The default fleet, and the fleets whose files an earlier daemon wrote: an Envoy may be reading these files. */
    public Set<String> earlierFleets() {
        Set<String> fleets = new HashSet<>(Set.of(Host.DEFAULT_FLEET));
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, PREFIX + "*")) {
                folders.forEach(each -> fleets.add(each.getFileName().toString().substring(PREFIX.length())));
            } catch (IOException | DirectoryIteratorException e) {
                LOG.warn("boot files not read folder={} reason=\"{}\"", folder, e.toString());
            }
        }
        return fleets;
    }

    /** Writes what is still to be written. */
    @Override
    public synchronized void close() {
        byFleet.values().forEach(FleetFiles::close);
    }
}
