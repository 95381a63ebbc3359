package dev.sluice.serve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The Envoys that are connected. A new one waits here until there is something for it: let in before, it would be told
 * nothing for as long, and what a returning one says that it has would not be heard.
 */
final class Arrivals {
    /** An Envoy may be of a fleet that has no hosts yet, and each such fleet costs a little at every change. */
    static final int MAX_WITHOUT_HOSTS = 100;

    private final Consumer<Envoy> comes;
    private final Map<Envoy, Guest> guests = new LinkedHashMap<>();
    private Set<String> fleetsWithHosts = Set.of();

    /** Tells {@code comes} each Envoy that waits. */
    Arrivals(Consumer<Envoy> comes) {
        this.comes = comes;
    }

    /** One Envoy, with its streams. */
    private static final class Guest {
        private final Connected connected;
        private final List<Runnable> waiting = new ArrayList<>();
        private int streams;
        private boolean served;

        Guest(Connected connected) {
            this.connected = connected;
        }
    }

    /**
     * Runs {@code admitted} now, or as soon as the Envoy is served. Empty when it never will: its fleet has no hosts, and
     * there are too many such fleets.
     *
     * @param clusters those that it says it has
     */
    Optional<Connected> admit(Envoy envoy, Set<String> clusters, Runnable admitted) {
        Guest guest;
        boolean served;
        // Looked at and taken at once, or several that come together would all find the last place free.
        synchronized (this) {
            if (isOneTooMany(envoy)) {
                return Optional.empty();
            }
            guest = guest(envoy, clusters);
            guest.streams++;
            served = guest.served;
            if (!served) {
                guest.waiting.add(admitted);
            }
        }
        if (served) {
            admitted.run();
        } else {
            comes.accept(envoy);
        }
        return Optional.of(guest.connected);
    }

    private boolean isOneTooMany(Envoy envoy) {
        if (guests.containsKey(envoy) || fleetsWithHosts.contains(envoy.fleet())) {
            return false;
        }
        Set<String> without = new HashSet<>();
        guests.keySet().forEach(guest -> without.add(guest.fleet()));
        without.removeAll(fleetsWithHosts);
        return without.size() >= MAX_WITHOUT_HOSTS && !without.contains(envoy.fleet());
    }

    /** From now on these fleets have hosts, and no others. */
    synchronized void hostsAreOf(Set<String> fleets) {
        fleetsWithHosts = fleets;
    }

    private Guest guest(Envoy envoy, Set<String> clusters) {
        return guests.computeIfAbsent(
                envoy,
                each -> new Guest(new Connected(
                        each, clusters, new Conversation(each.group().transport()))));
    }

    /** From now on there is something for {@code envoy}. */
    void open(Envoy envoy) {
        letIn(envoy).forEach(Runnable::run);
    }

    private synchronized List<Runnable> letIn(Envoy envoy) {
        Guest guest = guests.get(envoy);
        if (guest == null || guest.served) {
            return List.of();
        }
        guest.served = true;
        List<Runnable> admitted = List.copyOf(guest.waiting);
        guest.waiting.clear();
        return admitted;
    }

    /** A stream of {@code envoy} ended. */
    synchronized void left(Envoy envoy) {
        Guest guest = guests.get(envoy);
        if (guest != null && --guest.streams == 0) {
            guests.remove(envoy);
        }
    }

    /** All that are served or wait to be. */
    synchronized List<Connected> all() {
        return guests.values().stream().map(guest -> guest.connected).toList();
    }

    /** What is said with {@code envoy}; null when it has left. */
    synchronized @Nullable Conversation with(Envoy envoy) {
        Guest guest = guests.get(envoy);
        return guest == null ? null : guest.connected.conversation();
    }
}
