package dev.sluice.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP backend that answers with its name, remembers what it was asked and misbehaves when told to. A request for a
 * WebSocket gets one that sends back each byte.
 */
public final class TestBackend implements AutoCloseable {
    private static final Duration DRIP_PAUSE = Duration.ofMillis(100);

    private final String name;
    private final String address;
    private final ServerSocket server = new ServerSocket();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<HttpMessage> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(TestBackend::daemon);
    private volatile Answer answer;
    private volatile String moreHeaders = "";

    /** How a request is answered. */
    private interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private TestBackend(String name, String address, int port) throws IOException {
        this.name = name;
        this.address = address;
        this.answer = this::name;
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        threads.execute(this::accept);
    }

    public static TestBackend start(String name) {
        return start(name, "127.0.0.1", FreePorts.next());
    }

    /** Several may share a port when each has an address of its own, such as 127.0.0.2. */
    public static TestBackend start(String name, String address, int port) {
        try {
            return new TestBackend(name, address, port);
        } catch (IOException e) {
            throw new UncheckedIOException(address + ":" + port, e);
        }
    }

    /** As it was told. */
    public String address() {
        return address;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** In the order of arrival. */
    public List<HttpMessage> requests() {
        return List.copyOf(requests);
    }

    /** Behaves again. */
    public void recover() {
        answer = this::name;
    }

    /** Answers with an error. */
    public void fail(int status) {
        answer = out -> write(out, head(status, name.length()) + name);
    }

    /** Takes requests and never answers. */
    public void hang() {
        answer = out -> closed.await();
    }

    /** Sends this header with each answer from now on. */
    public void alwaysSend(String header, String value) {
        moreHeaders = moreHeaders + header + ": " + value + "\r\n";
    }

    /** Answers a byte at a time, each after 100 ms. */
    public void drip(int bytes) {
        answer = out -> {
            write(out, head(200, bytes));
            for (int i = 0; i < bytes && !closed.await(DRIP_PAUSE.toMillis(), TimeUnit.MILLISECONDS); i++) {
                write(out, ".");
            }
        };
    }

    private void name(OutputStream out) throws IOException {
        write(out, head(200, name.length()) + name);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException | RejectedExecutionException e) {
                // The ways in which close() ends an accept().
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            Optional<HttpMessage> request = HttpMessage.read(in);
            while (request.isPresent()) {
                requests.add(request.get());
                if (request.get().header("upgrade").isPresent()) {
                    echo(in, out);
                    return;
                }
                answer.write(out);
                request = HttpMessage.read(in);
            }
        } catch (IOException e) {
            // The peer went away, or close() took the connection down: a backend does not mind.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private static void echo(InputStream in, OutputStream out) throws IOException {
        write(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        for (int c = in.read(); c >= 0; c = in.read()) {
            out.write(c);
        }
    }

    private String head(int status, int length) {
        return "HTTP/1.1 " + status + " -\r\nContent-Type: text/plain\r\nContent-Length: " + length + "\r\n"
                + moreHeaders + "\r\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "test-backend");
        thread.setDaemon(true);
        return thread;
    }

    /** Refuses connections from now on and cuts those there are. */
    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
