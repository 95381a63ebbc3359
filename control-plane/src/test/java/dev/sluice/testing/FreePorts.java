package dev.sluice.testing;

import dev.sluice.local.Ports;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ports that nothing listens on, below the range from which the system takes the ports of outgoing connections: one of
 * those may be taken between the look and the use.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int COUNT = 10_000;

    /** Starts at another place in each process, so that builds beside each other seldom look at the same port. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

    private FreePorts() {}

    /** One that no other caller in this process gets before thousands of others were given away. */
    public static int next() {
        return Stream.generate(NEXT::getAndIncrement)
                .limit(COUNT)
                .map(n -> FIRST + n % COUNT)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST));
    }

    public static List<Integer> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }
}
