package dev.sluice.serve;

import com.google.common.collect.MapMaker;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.sluice.snapshot.FleetSnapshot;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.CacheStatusInfo;
import io.envoyproxy.controlplane.cache.DeltaCacheStatusInfo;
import io.envoyproxy.controlplane.cache.DeltaResponse;
import io.envoyproxy.controlplane.cache.DeltaWatch;
import io.envoyproxy.controlplane.cache.DeltaXdsRequest;
import io.envoyproxy.controlplane.cache.Resources.ResourceType;
import io.envoyproxy.controlplane.cache.Response;
import io.envoyproxy.controlplane.cache.SimpleCache;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.controlplane.cache.Watch;
import io.envoyproxy.controlplane.cache.WatchCancelledException;
import io.envoyproxy.controlplane.cache.XdsRequest;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code SimpleCache} with what it lacks mended. Each of its groups is one Envoy: what one has or refuses is nothing to another.
 *
 * <p>It leans on two things that the library does not promise, so its version is pinned and tests watch them: the map
 * of resource versions and the set of pending names that a delta watch is created with are the stream's own live ones.
 */
final class FleetCache extends SimpleCache<Envoy, FleetSnapshot> {
    /**
     * What is sent without waiting for the ACK of the last one: Envoy holds that of clusters back until every new one is
     * warm, and one hanging target would delay everybody else's changes. Routes wait: they are large, Envoy takes 0.1 s
     * for those of 10,000 hosts, and whoever adds hosts faster than that would fill it with outdated ones.
     */
    private static final Set<ResourceType> WITHOUT_WAITING = Set.of(ResourceType.CLUSTER, ResourceType.ENDPOINT);

    private static final Logger LOG = LoggerFactory.getLogger(FleetCache.class);

    /** Of streams whose last word was a refusal: they wait for a change, not for the content they refused. */
    private final Set<DeltaWatch> parked = ConcurrentHashMap.newKeySet();

    /** What was sent and not heard of since, by the stream's own map of what Envoy has. */
    private final Map<Map<String, String>, Sent> sent =
            new MapMaker().weakKeys().makeMap();

    /** By Envoy and by the stream's own map of what it has: the last watch for what is sent without waiting. */
    private final Map<Envoy, Map<Map<String, String>, DeltaWatch>> latest = new ConcurrentHashMap<>();

    /** What is being published. */
    private List<Change> changes = List.of();

    private final Transport transport;
    private final Arrivals arrivals;

    FleetCache(Transport transport, Arrivals arrivals) {
        super(node -> Envoy.stamped(transport, node));
        this.transport = transport;
        this.arrivals = arrivals;
    }

    /** Makes {@code snapshot} that of {@code envoy}. */
    synchronized void publish(Envoy envoy, FleetSnapshot snapshot) {
        FleetSnapshot previous = getSnapshot(envoy);
        changes = Change.between(previous == null ? FleetSnapshot.EMPTY : previous, snapshot);
        setSnapshot(envoy, snapshot);
        changes.stream().map(Change::type).distinct().forEach(type -> catchUp(envoy, type, snapshot));
    }

    /** Sends what {@code envoy} refused of {@code type} once more, although it did not change. */
    synchronized void retry(Envoy envoy, ResourceType type) {
        FleetSnapshot snapshot = getSnapshot(envoy);
        if (snapshot != null) {
            catchUp(envoy, type, snapshot);
        }
    }

    /** Refused with a bad one, good ones may be lacking as well, so who refused gets all that it lacks. */
    private void catchUp(Envoy envoy, ResourceType type, FleetSnapshot snapshot) {
        parkedOf(envoy)
                .filter(watch -> watch.request().getResourceType() == type)
                .forEach(watch -> push(Change.lackedBy(watch, snapshot), watch));
    }

    /** Whether {@code envoy} refused something besides listeners that it is still to have. */
    synchronized boolean lacksWhatItRefused(Connected envoy) {
        FleetSnapshot snapshot = getSnapshot(envoy.envoy());
        return snapshot != null
                && parkedOf(envoy.envoy())
                        .filter(watch -> watch.request().getResourceType() != ResourceType.LISTENER)
                        // What is on its way is perhaps what it lacks.
                        .filter(watch ->
                                envoy.conversation().isAnswered(watch.request().getTypeUrl()))
                        .anyMatch(watch -> !Change.lackedBy(watch, snapshot).isEmpty());
    }

    private Stream<DeltaWatch> parkedOf(Envoy envoy) {
        return parked.stream()
                .filter(watch -> envoy(watch.request().v3Request().getNode()).equals(envoy));
    }

    /**
     * A refused state-of-the-world answer: the request carries the version from before, which the library takes for
     * outdated and answers with the refused content again, at once and for ever. It is parked until the content changes.
     */
    @Override
    public Watch createWatch(
            boolean ads,
            XdsRequest request,
            Set<String> knownNames,
            Consumer<Response> respond,
            boolean hasClusterChanged,
            boolean allowDefaultEmptyEdsUpdate) {
        DiscoveryRequest refused = request.v3Request();
        FleetSnapshot snapshot = getSnapshot(envoy(refused.getNode()));
        if (!refused.hasErrorDetail() || snapshot == null) {
            return super.createWatch(ads, request, knownNames, respond, hasClusterChanged, allowDefaultEmptyEdsUpdate);
        }
        String version = snapshot.version(request.getResourceType(), request.getResourceNamesList());
        XdsRequest parked =
                XdsRequest.create(refused.toBuilder().setVersionInfo(version).build());
        return super.createWatch(
                ads, parked, Set.copyOf(request.getResourceNamesList()), respond, false, allowDefaultEmptyEdsUpdate);
    }

    /** Synchronized, as {@code publish} is: what is looked up here and what the library then looks up is the same. */
    @Override
    public synchronized DeltaWatch createDeltaWatch(
            DeltaXdsRequest request,
            String requesterVersion,
            Map<String, String> tracked,
            Set<String> pending,
            boolean isWildcard,
            Consumer<DeltaResponse> responder,
            boolean hasClusterChanged) {
        DeltaWatch watch = watch(request, requesterVersion, tracked, pending, isWildcard, responder, hasClusterChanged);
        if (WITHOUT_WAITING.contains(request.getResourceType())) {
            latest.computeIfAbsent(
                            envoy(request.v3Request().getNode()),
                            each -> new MapMaker().weakKeys().makeMap())
                    .put(tracked, watch);
        }
        return watch;
    }

    private DeltaWatch watch(
            DeltaXdsRequest request,
            String requesterVersion,
            Map<String, String> tracked,
            Set<String> pending,
            boolean isWildcard,
            Consumer<DeltaResponse> responder,
            boolean hasClusterChanged) {
        Envoy envoy = envoy(request.v3Request().getNode());
        FleetSnapshot snapshot = getSnapshot(envoy);
        if (snapshot == null) {
            return super.createDeltaWatch(
                    request, requesterVersion, tracked, pending, isWildcard, responder, hasClusterChanged);
        }
        Sent sentBefore = sent.computeIfAbsent(tracked, stream -> new Sent());
        boolean refused =
                sentBefore.heard(tracked, name -> isWildcard || tracked.containsKey(name) || pending.contains(name));
        Consumer<DeltaResponse> respond = response -> {
            sentBefore.add(response);
            responder.accept(response);
        };
        ResourceType type = request.getResourceType();
        resume(request.v3Request().getInitialResourceVersionsMap(), snapshot, type, tracked, pending);
        note(envoy, type, tracked);
        if (requesterVersion.isEmpty() && isWildcard && tracked.isEmpty() && snapshot.count(type) == 0) {
            // Without any answer Envoy waits for its initial_fetch_timeout, 15 s by default, before it goes live.
            return answerEmpty(request, snapshot, respond);
        }
        boolean newest = snapshot.version(type, List.of()).equals(requesterVersion);
        if (newest && request.v3Request().hasErrorDetail()) {
            return park(new DeltaWatch(
                    request, Map.copyOf(tracked), Set.copyOf(pending), requesterVersion, isWildcard, respond));
        }
        // Something refused, and something newer taken since: what was in the refused answer may still be lacked.
        boolean upToDate = newest && !refused;
        String version = refused ? "" : requesterVersion;
        // Nearly always an ACK of the latest. The library then looks for nothing that is gone, so neither need we: with
        // 10,000 names it was a third of what a changed target costs.
        boolean nothingGone = isWildcard || (upToDate && !hasClusterChanged);
        Set<String> gone = nothingGone ? Set.of() : gone(snapshot, type, tracked);
        if (gone.isEmpty()) {
            return super.createDeltaWatch(request, version, tracked, pending, isWildcard, respond, hasClusterChanged);
        }
        // Asked for by name and not there now: still asked for. The library would say "removed" once and forget the
        // name, but Envoy ignores that (a draining listener keeps its routes' subscription) and never asks again.
        return super.createDeltaWatch(
                request,
                version,
                Maps.filterKeys(tracked, name -> !gone.contains(name)),
                Sets.union(pending, gone),
                isWildcard,
                respond,
                hasClusterChanged);
    }

    private Envoy envoy(Node stamp) {
        return Envoy.stamped(transport, stamp);
    }

    /** All of the type is answered now, so this is what the Envoy has. */
    private void note(Envoy envoy, ResourceType type, Map<String, String> tracked) {
        boolean isNoted = type == ResourceType.ROUTE || type == ResourceType.LISTENER;
        Conversation conversation = isNoted ? arrivals.with(envoy) : null;
        if (conversation != null && type == ResourceType.ROUTE) {
            conversation.routesAre(tracked);
        } else if (conversation != null) {
            conversation.listenersAre(tracked.keySet());
        }
    }

    private static Set<String> gone(FleetSnapshot snapshot, ResourceType type, Map<String, String> tracked) {
        return Sets.difference(tracked.keySet(), snapshot.byName(type).keySet()).immutableCopy();
    }

    /** The library would answer a refusal of what was asked for by name with the same content, at once and for ever. */
    private DeltaWatch park(DeltaWatch watch) {
        watch.setStop(() -> parked.remove(watch));
        parked.add(watch);
        return watch;
    }

    /**
     * An Envoy that comes back says what it has. The library ignores it: what was deleted while Envoy was away would
     * stay for ever, and all the rest would be sent again.
     */
    private static void resume(
            Map<String, String> had,
            FleetSnapshot snapshot,
            ResourceType type,
            Map<String, String> tracked,
            Set<String> pending) {
        if (had.isEmpty()) {
            return;
        }
        tracked.putAll(had);
        Map<String, ? extends VersionedResource<?>> wanted = snapshot.versionedResources(type);
        pending.removeIf(name -> {
            VersionedResource<?> resource = wanted.get(name);
            return resource != null && resource.version().equals(had.get(name));
        });
    }

    private static DeltaWatch answerEmpty(
            DeltaXdsRequest request, FleetSnapshot snapshot, Consumer<DeltaResponse> respond) {
        String version = snapshot.version(request.getResourceType(), List.of());
        respond.accept(DeltaResponse.create(request, Map.of(), List.of(), version));
        // Never opened: Envoy's ACK creates the watch that waits for changes.
        return new DeltaWatch(request, Map.of(), Set.of(), version, true, respond);
    }

    /** Called by {@code setSnapshot} in {@code publish}: one push at a time. */
    @Override
    protected void respondWithSpecificOrder(
            Envoy group,
            FleetSnapshot previous,
            FleetSnapshot snapshot,
            Map<ResourceType, CacheStatusInfo<Envoy>> statuses,
            Map<ResourceType, DeltaCacheStatusInfo<Envoy>> deltaStatuses) {
        super.respondWithSpecificOrder(group, previous, snapshot, statuses, Map.of());
        for (Change change : changes) {
            DeltaCacheStatusInfo<Envoy> status = deltaStatuses.get(change.type());
            if (WITHOUT_WAITING.contains(change.type())) {
                pushAtOnce(group, change);
            } else if (status != null) {
                // A watch that is taken away comes back with the ACK, and gets what is newest then.
                status.watchesRemoveIf((id, watch) -> push(change, watch));
            }
        }
    }

    /** Over the last watch of each stream, whether or not it was answered: also while the very first ACK is held back. */
    private void pushAtOnce(Envoy envoy, Change change) {
        latest.getOrDefault(envoy, Map.of()).values().stream()
                .filter(watch -> watch.request().getResourceType() == change.type())
                // One that refused gets all that it lacks.
                .filter(watch -> !parked.contains(watch))
                .forEach(watch -> push(change, watch));
    }

    /** Forgets what an Envoy was sent; false while one of its streams is open. */
    @Override
    public boolean clearSnapshot(Envoy envoy) {
        boolean cleared = super.clearSnapshot(envoy);
        if (cleared) {
            latest.remove(envoy);
        }
        return cleared;
    }

    /** Returns whether there was anything to send. */
    private static boolean push(Change change, DeltaWatch watch) {
        Change mine = watch.isWildcard() ? change : change.askedForBy(watch);
        if (mine.isEmpty()) {
            return false;
        }
        try {
            watch.respond(DeltaResponse.create(watch.request(), mine.changed(), mine.removed(), mine.version()));
        } catch (WatchCancelledException closed) {
            LOG.debug("stream closed before {} could be sent", change.type());
        }
        return true;
    }
}
