package dev.sluice.testing;

import dev.sluice.local.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Ports that nothing listens on and that no other build's tests are given. Each process has a block of ports to itself.
 * The lease of a block is its first port, on which the process listens as long as it lives: whatever ends the process,
 * the kernel ends the lease. All blocks are above the ports that a demo or a daemon asks for, and below those that the
 * system takes for outgoing connections: one of these may be taken between the look and the use.
 */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int BLOCK = 500;

    /** At the end of each block: PostgreSQL takes the next port above a taken one, which must not be a neighbour's. */
    private static final int SPARE = 10;

    private static final FreePorts OF_THIS_PROCESS = leased();

    // Only held.
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final ServerSocket lease;

    private final int first;
    private int given;

    private FreePorts(ServerSocket lease) {
        this.lease = lease;
        this.first = lease.getLocalPort();
    }

    /** One that no other caller in this process gets before hundreds of others were given away. */
    public static int next() {
        return OF_THIS_PROCESS.take();
    }

    public static List<Integer> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    private synchronized int take() {
        int usable = BLOCK - SPARE - 1;
        return Stream.generate(() -> first + 1 + given++ % usable)
                .limit(usable)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + first));
    }

    private static FreePorts leased() {
        return IntStream.iterate(FIRST, port -> port < END, port -> port + BLOCK)
                .mapToObj(FreePorts::lease)
                .flatMap(Optional::stream)
                .findFirst()
                .map(FreePorts::new)
                .orElseThrow(() -> new IllegalStateException("all blocks of ports from " + FIRST + " to " + END
                        + " are leased: more tests run at once on this machine than there are blocks"));
    }

    /** Empty when another process has it. */
    static Optional<ServerSocket> lease(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            return Optional.empty();
        }
    }
}
