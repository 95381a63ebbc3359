package dev.sluice.serve;

import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one Envoy was sent and what it said to that. gRPC's threads write it; the loop reads it. */
public final class Conversation {
    /**
     * How long a cluster's first health checks may hold its routes up after its endpoints are there. Envoy acknowledges
     * clusters when all of them are warm, which takes seconds where a check hangs.
     */
    static final Duration LONGEST_WARMING = Duration.ofMillis(250);

    private static final String CLUSTER = Resources.V3.CLUSTER_TYPE_URL;
    private static final String ENDPOINT = Resources.V3.ENDPOINT_TYPE_URL;

    private final Transport transport;
    private final Instant since = Instant.now();
    private final Map<String, Sending> unanswered = new ConcurrentHashMap<>();
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    /** By type and stream: the last answer was a refusal. */
    private final Set<String> refusing = ConcurrentHashMap.newKeySet();
    /** New clusters, by name, and how far each has come. */
    private final Map<String, Arrival> arriving = new ConcurrentHashMap<>();

    /** Requests that came, and those that are dealt with, including what is sent because of them. */
    private final AtomicLong begun = new AtomicLong();

    private final AtomicLong ended = new AtomicLong();
    /** It has answered something. */
    private volatile boolean answers;

    private volatile boolean asksForClusters;
    private volatile @Nullable Map<String, String> routes;
    private volatile @Nullable Set<String> listeners;

    Conversation(Transport transport) {
        this.transport = transport;
    }

    /** A NACK, in Envoy's own words. */
    public record Refusal(String type, String message) {}

    /** One response that waits for its answer, with the new clusters that it tells of. */
    private record Sending(String type, Set<String> newClusters, Instant at) {}

    /** How far a new cluster has come; the times are of {@link System#nanoTime}. */
    private record Arrival(long sentAt, @Nullable Long endpointsAt, boolean warm) {
        Arrival withEndpoints(long now) {
            return endpointsAt != null ? this : new Arrival(sentAt, now, warm);
        }

        Arrival warmed() {
            return new Arrival(sentAt, endpointsAt, true);
        }
    }

    void sent(String id, String type, Stream<String> names) {
        unanswered.put(id, new Sending(type, newClusters(type, names), Instant.now()));
    }

    /** Those of the new clusters that a response tells of, itself or with their endpoints. */
    private Set<String> newClusters(String type, Stream<String> names) {
        boolean tells = type.equals(CLUSTER) || type.equals(ENDPOINT);
        if (!tells || arriving.isEmpty()) {
            return Set.of();
        }
        return transport == Transport.ADS
                ? names.filter(arriving::containsKey).collect(Collectors.toUnmodifiableSet())
                // All that is asked for comes in one response.
                : Set.copyOf(arriving.keySet());
    }

    /** Runs {@code work}, which deals with a request of this Envoy's. */
    void during(Runnable work) {
        begun.incrementAndGet();
        try {
            work.run();
        } finally {
            ended.incrementAndGet();
        }
    }

    void asked(String type) {
        asksForClusters |= type.equals(CLUSTER);
    }

    /** Whether a response of this nonce waits for its answer. Each stream counts its own: an id ends with the nonce. */
    boolean waitsFor(String nonce) {
        return transport == Transport.ADS
                ? unanswered.containsKey(nonce)
                : unanswered.keySet().stream().anyMatch(id -> id.endsWith("/" + nonce));
    }

    /** Takes note of an answer; false when it is an answer to nothing that was sent. */
    boolean accepted(String id, String stream) {
        Sending sending = unanswered.get(id);
        if (sending == null) {
            return false;
        }
        answers = true;
        long now = System.nanoTime();
        boolean warm = sending.type().equals(CLUSTER);
        sending.newClusters()
                .forEach(name -> arriving.computeIfPresent(
                        name, (same, arrival) -> warm ? arrival.warmed() : arrival.withEndpoints(now)));
        refusing.remove(stream + sending.type());
        unanswered.remove(id);
        return true;
    }

    /** Takes note of a refusal; false when it refuses nothing that was sent. */
    boolean refused(String id, String stream, Refusal refusal) {
        Sending sending = unanswered.get(id);
        if (sending == null) {
            return false;
        }
        answers = true;
        refusing.add(stream + sending.type());
        // In this order: whoever sees everything answered has heard all refusals.
        refusals.add(refusal);
        unanswered.remove(id);
        return true;
    }

    void streamEnded(String stream) {
        unanswered.keySet().removeIf(id -> id.startsWith(stream));
        refusing.removeIf(id -> id.startsWith(stream));
    }

    void routesAre(Map<String, String> versions) {
        routes = Map.copyOf(versions);
    }

    void listenersAre(Set<String> names) {
        listeners = Set.copyOf(names);
    }

    /** When it came. */
    public Instant since() {
        return since;
    }

    /** The next refusal that was not heard yet; null when there is none. */
    public @Nullable Refusal nextRefusal() {
        return refusals.poll();
    }

    /** Whether {@link #nextRefusal} has one. */
    public boolean hasRefusals() {
        return !refusals.isEmpty();
    }

    /** Whether everything that was sent is answered, and every refusal heard. */
    public boolean allAnswered() {
        return isQuiet(unanswered::isEmpty);
    }

    /** Whether everything is answered but, perhaps, clusters: these wait for health checks. */
    public boolean allButClustersAnswered() {
        return isQuiet(() -> types().allMatch(CLUSTER::equals));
    }

    /** Whether no routes are on their way: until then others than {@link #routes} may lead the Envoy's traffic. */
    public boolean routesAnswered() {
        return isQuiet(() -> types().noneMatch(type ->
                type.equals(Resources.V3.ROUTE_TYPE_URL) || type.equals(Resources.V3.LISTENER_TYPE_URL)));
    }

    boolean isAnswered(String type) {
        return types().noneMatch(type::equals);
    }

    /** Between an answer and what is sent next because of it nothing is unanswered, and yet nothing is over. */
    private boolean isQuiet(BooleanSupplier answered) {
        long over = ended.get();
        return answered.getAsBoolean() && begun.get() == over && refusals.isEmpty();
    }

    /** Whether the last answer to something besides listeners was a refusal. */
    public boolean isRefusing() {
        return refusing.stream().anyMatch(id -> !id.endsWith(Resources.V3.LISTENER_TYPE_URL));
    }

    /** Since when something waits for its answer. Clusters wait for health checks, at an Envoy that answers other things. */
    public Optional<Instant> unansweredSince() {
        return unanswered.values().stream()
                .filter(sending -> !answers || !sending.type().equals(CLUSTER))
                .map(Sending::at)
                .min(Comparator.naturalOrder());
    }

    private Stream<String> types() {
        return unanswered.values().stream().map(Sending::type);
    }

    /** The versions of the routes that it took last, by name; null before it asked for some. Only over ADS. */
    public @Nullable Map<String, String> routes() {
        return routes;
    }

    /** The listeners that it took last; null before it asked for them. Only over ADS. */
    public @Nullable Set<String> listeners() {
        return listeners;
    }

    /** {@code cluster} will be sent for the first time. */
    public void expect(String cluster) {
        arriving.put(cluster, new Arrival(System.nanoTime(), null, false));
    }

    /** {@code cluster} is expected no more. */
    public void forget(String cluster) {
        arriving.remove(cluster);
    }

    /** Whether a little later some new cluster is ready though nothing is heard: its endpoints are there. */
    public boolean isWarming() {
        return arriving.values().stream().anyMatch(arrival -> arrival.endpointsAt() != null);
    }

    /**
     * Whether routes may lead to a new cluster: it is warm, or only its health checks keep it from being so for longer
     * than others should wait. Without checks a cluster is warm as soon as its endpoints are there.
     */
    public boolean isReady(String cluster, boolean checked, long now) {
        Arrival arrival = arriving.get(cluster);
        if (arrival == null || arrival.warm() || !asksForClusters) {
            return true;
        }
        // A slow Envoy that has not even read of the cluster is waited for.
        Long from = transport == Transport.ADS ? arrival.endpointsAt() : Long.valueOf(arrival.sentAt());
        boolean atOnce = transport == Transport.ADS && !checked;
        return from != null && (atOnce || now - from >= LONGEST_WARMING.toNanos());
    }
}
