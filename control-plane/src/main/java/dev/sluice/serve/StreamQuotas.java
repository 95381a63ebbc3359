package dev.sluice.serve;

import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How many streams there are, and how many names they ask for together; what is more than Envoys need is refused. */
final class StreamQuotas {
    private static final int STREAMS = 1_000;
    /** Envoys that open a stream for each resource, as with the talk's bootstrap. */
    private static final int SUCH_ENVOYS = 10;
    /** One client must not take all the places. */
    private static final int SHARE = 4;
    /** A name with its version costs 200 bytes for each stream; half of the memory at most may be theirs. */
    private static final long MEMORY_PER_NAME = 512;

    private final long namesOfOne;
    private final long namesOfAll;
    private final ToLongFunction<String> resources;
    private final Map<String, Integer> byMethod = new HashMap<>();
    private final Map<Connection, Integer> byConnection = new HashMap<>();
    private long names;

    private record Connection(String method, @Nullable SocketAddress client) {}

    /**
     * Those for a fleet of at most so many hosts.
     *
     * @param resources how many streams each Envoy needs of a method that it opens a stream of for each resource
     */
    StreamQuotas(int maxHosts, long memory, ToLongFunction<String> resources) {
        // A returning Envoy names what it has, clusters and endpoints, also of a fleet that is smaller now.
        this.namesOfOne = 2L * maxHosts + 10_000;
        this.namesOfAll = Math.max(memory / MEMORY_PER_NAME, 100_000);
        this.resources = resources;
    }

    /** Counts a stream in; returns why it cannot be. */
    synchronized Optional<String> enter(String method, @Nullable SocketAddress client) {
        long most = STREAMS + SUCH_ENVOYS * resources.applyAsLong(method);
        Connection connection = new Connection(method, client);
        if (byConnection.getOrDefault(connection, 0) >= most / SHARE) {
            return Optional.of("this connection has " + most / SHARE + " such streams already, and may have no more");
        }
        if (byMethod.getOrDefault(method, 0) >= most) {
            return Optional.of("there are " + most + " such streams already, and may be no more");
        }
        byMethod.merge(method, 1, Integer::sum);
        byConnection.merge(connection, 1, Integer::sum);
        return Optional.empty();
    }

    /** One that was counted in, and asked for {@code itsNames}, has ended. */
    synchronized void leave(String method, @Nullable SocketAddress client, long itsNames) {
        byMethod.computeIfPresent(method, (key, count) -> count == 1 ? null : count - 1);
        byConnection.computeIfPresent(new Connection(method, client), (key, count) -> count == 1 ? null : count - 1);
        names -= itsNames;
    }

    /** A stream asks for {@code after} names from now on, not {@code before}; returns why it may not. */
    synchronized Optional<String> names(long before, long after) {
        if (after > namesOfOne) {
            return Optional.of("a stream may name " + namesOfOne + " resources, and this one names " + after);
        }
        if (after > before && names - before + after > namesOfAll) {
            return Optional.of("all streams together may name " + namesOfAll
                    + " resources: that is what the memory of this daemon is good for");
        }
        names += after - before;
        return Optional.empty();
    }
}
