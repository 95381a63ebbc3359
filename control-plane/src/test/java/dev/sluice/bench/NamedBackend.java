package dev.sluice.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers each GET with its address. It remembers nothing: the tests' backend keeps every request. */
final class NamedBackend implements AutoCloseable {
    private static final int END_OF_HEAD = 0x0d0a0d0a;

    private final String address;
    private final byte[] answer;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "backend");
        thread.setDaemon(true);
        return thread;
    });

    private NamedBackend(String address, ServerSocket server) {
        this.address = address;
        this.server = server;
        this.answer = ("HTTP/1.1 200 OK\r\nContent-Length: " + address.length() + "\r\n\r\n" + address)
                .getBytes(StandardCharsets.US_ASCII);
    }

    static NamedBackend start(String address, int port) {
        try {
            NamedBackend backend =
                    new NamedBackend(address, new ServerSocket(port, 1000, InetAddress.getByName(address)));
            backend.threads.execute(backend::accept);
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(address + ":" + port, e);
        }
    }

    String address() {
        return address;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connection.setTcpNoDelay(true);
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            int lastFour = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                lastFour = lastFour << 8 | next;
                if (lastFour == END_OF_HEAD) {
                    connection.getOutputStream().write(answer);
                }
            }
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
