package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** The wire to a server on this machine, in a test's hands: whole, frozen or cut. */
public final class Cut implements AutoCloseable {
    private final int serverPort;
    private final int port = FreePorts.next();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> lost = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(Cut::daemon);
    private volatile CountDownLatch flowing = new CountDownLatch(0);
    private volatile ServerSocket entrance;
    private volatile Duration pieceDelay = Duration.ZERO;

    private Cut(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.entrance = open();
    }

    /** Whole to begin with. */
    public static Cut to(int serverPort) {
        try {
            return new Cut(serverPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where to connect instead of the server's own port. */
    public int port() {
        return port;
    }

    /** Ends all connections and takes no new ones: the server was killed. */
    public void cut() {
        try {
            entrance.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets nothing through and ends nothing: the server was stopped, or the network lost it. */
    public void freeze() {
        flowing = new CountDownLatch(1);
    }

    /** Forgets the connections there are, without a word to anybody, as a firewall does; new ones work. */
    public void lose() {
        lost.addAll(sockets);
    }

    /** Keeps back whatever goes through for so long, each piece by itself: a server that is at its limits. */
    public void slow(Duration delay) {
        pieceDelay = delay;
    }

    /** Makes it whole again; what was held back while frozen goes through now. */
    public void mend() {
        pieceDelay = Duration.ZERO;
        flowing.countDown();
        if (entrance.isClosed()) {
            try {
                entrance = open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ServerSocket open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        threads.execute(() -> accept(opened));
        return opened;
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket client = opened.accept();
                Optional<Socket> reached = server();
                if (reached.isEmpty()) {
                    client.close();
                    continue;
                }
                Socket server = reached.get();
                sockets.addAll(Set.of(client, server));
                if (opened.isClosed()) {
                    client.close();
                    server.close();
                }
                threads.execute(() -> carry(client, server));
                threads.execute(() -> carry(server, client));
            } catch (IOException | RejectedExecutionException e) {
                // The ways in which cut() and close() end an accept().
                return;
            }
        }
    }

    /** Empty when the server does not listen. */
    private Optional<Socket> server() throws IOException {
        try {
            return Optional.of(new Socket(InetAddress.getLoopbackAddress(), serverPort));
        } catch (ConnectException refused) {
            return Optional.empty();
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                flowing.await();
                Thread.sleep(pieceDelay.toMillis());
                if (!lost.contains(from)) {
                    out.write(buffer, 0, count);
                }
            }
            flowing.await();
        } catch (IOException e) {
            // One end went away, and so does the other.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "test-cut");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        cut();
        threads.shutdownNow();
    }
}
