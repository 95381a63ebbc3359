package dev.sluice.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.snapshot.Snapshots;
import dev.sluice.translate.FileForm;
import dev.sluice.translate.Translator;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Files from which an Envoy starts, and goes on being fed, while no daemon answers: {@code listeners.pb},
 * {@code clusters.pb} and for each port its routes. {@code envoy-start} decides when.
 *
 * <p>Nobody acknowledges a file, so make before break is a matter of time here: clusters come a pause before the routes
 * to them and go a pause after.
 */
public final class BootFiles implements AutoCloseable {
    /** Each is a look of Envoy at all clusters, where it reads them, and megabytes on the disk. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

    /** Envoy takes some tenths of a second for 10,000 clusters. */
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);

    private final Path folder;
    private final Duration betweenSteps;
    private final Snapshots snapshots;
    private final LateWriter<ByName<Host>> writer;
    private volatile @Nullable ByName<Host> latest;
    /** Of this machine's Envoy, as far as one has come since the start. */
    private volatile Optional<String> asked = Optional.empty();

    private final CountDownLatch closing = new CountDownLatch(1);

    // The writer's own.
    private FleetSnapshot wanted = FleetSnapshot.EMPTY;
    private @Nullable ByName<VersionedResource<? extends Message>> clustersOnDisk;

    public BootFiles(Path folder, Translator translator) {
        this(folder, translator, BETWEEN_WRITES, BETWEEN_STEPS);
    }

    BootFiles(Path folder, Translator translator, Duration betweenWrites, Duration betweenSteps) {
        this.betweenSteps = betweenSteps;
        this.folder = folder.toAbsolutePath().normalize();
        this.snapshots = new Snapshots(new FileForm(translator, this.folder.toString()));
        this.writer = new LateWriter<>("boot files", folder, betweenWrites, this::writeLatest);
    }

    /** Writes what an Envoy needs for {@code hosts} soon, unless others take their place before. */
    public void keep(ByName<Host> hosts) {
        latest = hosts;
        writer.offer(hosts);
    }

    /** Writes the hosts of {@code fleet} from now on: an Envoy of it has come. Without any, those of the one that came last. */
    public void keepFor(String fleet) {
        boolean isNew = !asked.equals(Optional.of(fleet));
        asked = Optional.of(fleet);
        ByName<Host> hosts = latest;
        if (isNew && hosts != null) {
            writer.offer(hosts);
        }
    }

    /** The two above come from two threads, so what was offered last may not be the latest. */
    private void writeLatest(ByName<Host> offered) throws IOException {
        ByName<Host> hosts = latest;
        write(ofTheFleet(hosts == null ? offered : hosts, fleet()));
    }

    /** The fleet in its file, which outlasts a daemon to which no Envoy comes because it reads files. */
    private String fleet() throws IOException {
        String kept = keptFleet();
        String fleet = asked.orElse(kept);
        if (!fleet.equals(kept)) {
            new AtomicFile(fleetFile()).write(ByteBuffer.wrap((fleet + "\n").getBytes(UTF_8)));
        }
        return fleet;
    }

    private Path fleetFile() {
        return folder.resolve("fleet");
    }

    private String keptFleet() throws IOException {
        return Files.exists(fleetFile()) ? Files.readString(fleetFile()).strip() : Host.DEFAULT_FLEET;
    }

    /** Whose files an earlier daemon wrote: an Envoy may be reading them, and come to no daemon. */
    public Set<String> earlierFleets() {
        try {
            return Set.of(keptFleet());
        } catch (IOException e) {
            // Who writes the files next meets the same, and says so.
            return Set.of(Host.DEFAULT_FLEET);
        }
    }

    private ByName<Host> ofTheFleet(ByName<Host> hosts, String fleet) {
        Map<String, Host> some = new HashMap<>();
        hosts.forEach((name, host) -> {
            if (host.fleet().equals(fleet)) {
                some.put(name, host);
            }
        });
        return some.size() == hosts.size() ? hosts : wanted.hosts().withExactly(some);
    }

    private void write(ByName<Host> hosts) throws IOException {
        wanted = snapshots.next(wanted, hosts);
        ByName<VersionedResource<? extends Message>> clusters = wanted.byName(ResourceType.CLUSTER);
        ByName<VersionedResource<? extends Message>> onDisk = clustersOnDisk();
        ByName<VersionedResource<? extends Message>> all = onDisk.with(clusters);
        writeClusters(all);
        if (all.size() > onDisk.size()) {
            pause();
        }
        writeRoutesAndListeners();
        if (all.size() > clusters.size()) {
            pause();
            writeClusters(clusters);
        }
    }

    /** Those of an earlier process as well: an Envoy may be using them. */
    private ByName<VersionedResource<? extends Message>> clustersOnDisk() throws IOException {
        if (clustersOnDisk == null) {
            Map<String, VersionedResource<? extends Message>> found = new HashMap<>();
            for (Any resource : clustersFile().read()) {
                found.put(resource.unpack(Cluster.class).getName(), VersionedResource.create(resource, ""));
            }
            clustersOnDisk =
                    ByName.<VersionedResource<? extends Message>>empty().with(found);
        }
        return clustersOnDisk;
    }

    private void writeClusters(ByName<VersionedResource<? extends Message>> clusters) throws IOException {
        write(clustersFile(), clusters);
        clustersOnDisk = clusters;
    }

    private void writeRoutesAndListeners() throws IOException {
        Set<Path> needed = new HashSet<>();
        for (var routes : wanted.byName(ResourceType.ROUTE).entrySet()) {
            Path file = folder.resolve(FileForm.routes(routes.getKey()));
            needed.add(file);
            new ResourceFile(file).write(Set.of(routes.getValue().resource()));
        }
        write(new ResourceFile(folder.resolve(FileForm.LISTENERS)), wanted.byName(ResourceType.LISTENER));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, FileForm.routes("*"))) {
            for (Path file : files) {
                if (!needed.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private ResourceFile clustersFile() {
        return new ResourceFile(folder.resolve(FileForm.CLUSTERS));
    }

    private static void write(ResourceFile file, ByName<VersionedResource<? extends Message>> resources)
            throws IOException {
        file.write(resources.values().stream().map(VersionedResource::resource).toList());
    }

    /** A daemon that stops does not wait for an Envoy that may not be there. */
    private void pause() throws IOException {
        try {
            closing.await(betweenSteps.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the daemon stops", stopped);
        }
    }

    /** Writes what waits to be written. */
    @Override
    public void close() {
        closing.countDown();
        writer.close();
    }
}
