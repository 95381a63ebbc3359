package dev.sluice.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A port on loopback that was found free and is kept from everybody else until its user is about to listen on it: between
 * a look and the use of a port seconds may pass, and others look as well.
 */
public final class HeldPort implements AutoCloseable {
    private static final int HIGHEST = 65535;

    private final ServerSocket socket;

    private HeldPort(ServerSocket socket) {
        this.socket = socket;
    }

    /** The wanted port, or the next one above that nothing holds. */
    public static HeldPort from(int wanted) {
        return IntStream.rangeClosed(wanted, HIGHEST)
                .mapToObj(HeldPort::at)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port from " + wanted));
    }

    /** Exactly this port, or nothing when something else listens there. */
    public static Optional<HeldPort> at(int port) {
        // A listener on one address does not keep another from the other on every system.
        return Ports.isFree(port) ? bind(port) : Optional.empty();
    }

    private static Optional<HeldPort> bind(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return Optional.of(new HeldPort(socket));
            } catch (IOException takenMeanwhile) {
                socket.close();
                return Optional.empty();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Lets go of it, for its user to listen there now. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
