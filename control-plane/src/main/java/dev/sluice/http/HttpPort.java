package dev.sluice.http;

import com.google.common.base.Throwables;
import dev.sluice.config.HostPort;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP/1.1 server whose clients cannot harm each other. A client that sends half a request, reads slowly or says
 * nothing costs a connection and some kilobytes, and no thread. The limits for such clients are set here.
 */
public final class HttpPort implements AutoCloseable {
    /** Silence on a connection, between requests or within one, after which it is closed. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final int REQUEST_HEADER = 8_192;
    private static final int CONNECTIONS = 500;
    /**
     * The operating system's queue of connections that are not accepted yet. A burst is no reason to refuse a client.
     */
    private static final int BACKLOG = 512;

    private static final int MOST_THREADS = 6;
    private static final long POOLED_BYTES = 4 << 20;

    private final Server server;
    private final ServerConnector connector;

    private HttpPort(HostPort where, Handler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setReservedThreads(0);
        this.server = new Server(
                threads, null, new ArrayByteBufferPool(0, -1, -1, Integer.MAX_VALUE, POOLED_BYTES, POOLED_BYTES));
        // No thread for accepting: the thread that looks after the connections accepts as well.
        this.connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(limits()));
        connector.setHost(where.address());
        connector.setPort(where.port());
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        connector.addBean(new Crowd(CONNECTIONS));
        server.addConnector(connector);
        Exchanges exchanges = new Exchanges(handler);
        server.setHandler(exchanges);
        server.setErrorHandler(exchanges::refuse);
    }

    private static HttpConfiguration limits() {
        HttpConfiguration limits = new HttpConfiguration();
        limits.setRequestHeaderSize(REQUEST_HEADER);
        limits.setSendServerVersion(false);
        return limits;
    }

    /** Listens from now on. */
    public static HttpPort start(HostPort where, Handler handler) throws IOException {
        HttpPort port = new HttpPort(where, handler);
        try {
            port.connector.open();
            port.server.start();
            return port;
        } catch (Exception e) {
            port.close();
            // Jetty wraps the operating system's message in words of its own.
            throw new IOException(Throwables.getRootCause(e).getMessage(), e);
        }
    }

    @Override
    public void close() {
        connector.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
