package dev.sluice.keep;

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
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files from which an Envoy of one fleet starts while no daemon answers, and which this Envoy goes on reading:
 * {@code listeners.pb}, {@code clusters.pb} and the routes of each port. {@code envoy-start} decides when.
 *
 * <p>Nobody acknowledges a file, so make before break is a matter of time here: a cluster comes a pause before the
 * routes to it, and goes a pause after these routes.
 */
final class FleetFiles implements AutoCloseable {
    private final Path folder;
    private final Duration betweenSteps;
    private final Snapshots snapshots;
    private final LateWriter<ByName<Host>> writer;
    private final String fleet;

    private final CountDownLatch closing = new CountDownLatch(1);

    // Only the writer's thread uses these two.
    private ByName<Host> seen = ByName.empty();
    private FleetSnapshot wanted = FleetSnapshot.EMPTY;
    /** Whether everything wanted was written. */
    private boolean complete;

    private @Nullable ByName<VersionedResource<? extends Message>> clustersOnDisk;

    FleetFiles(Path folder, String fleet, Translator translator, Duration betweenWrites, Duration betweenSteps) {
        this.fleet = fleet;
        this.betweenSteps = betweenSteps;
        this.folder = folder;
        this.snapshots = new Snapshots(new FileForm(translator, folder.toString()));
        this.writer = new LateWriter<>("boot files", folder, betweenWrites, this::write);
    }

    /**
     * Writes what an Envoy needs for this fleet's hosts among {@code all} soon, unless newer hosts come before that.
     */
    void keep(ByName<Host> all) {
        writer.offer(all);
    }

    private void write(ByName<Host> all) throws IOException {
        ByName<Host> before = wanted.hosts();
        wanted = snapshots.next(wanted, ofTheFleet(all));
        seen = all;
        if (complete && wanted.hosts() == before) {
            return; // The change was another fleet's.
        }
        complete = false;
        writeWanted();
        complete = true;
    }

    /** Looks only at hosts that changed since the last time, because other fleets may have very many hosts. */
    private ByName<Host> ofTheFleet(ByName<Host> all) {
        Map<String, @Nullable Host> changes = new HashMap<>();
        ByName.diff(
                seen,
                all,
                (name, before, now) ->
                        changes.put(name, now != null && now.fleet().equals(fleet) ? now : null));
        return wanted.hosts().with(changes);
    }

    private void writeWanted() throws IOException {
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

    /** The clusters on disk, also those of an earlier process: an Envoy may be using them. */
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

    /** Writes what is still to be written. */
    @Override
    public void close() {
        closing.countDown();
        writer.close();
    }
}
