package dev.sluice.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A small HTTP/1.1 client that sends what a test says, whatever the Host header, on a connection of its own. */
public final class TestHttp {
    /** So that a lost answer fails a test and does not hang the build. */
    private static final Duration READ_TIMEOUT = Patience.LIMIT;

    private TestHttp() {}

    public static HttpMessage get(int port, String host, String path) throws IOException {
        return get(port, host, path, Map.of());
    }

    public static HttpMessage get(int port, String host, String path, Map<String, String> headers) throws IOException {
        try (Socket socket = send(port, "GET", host, path, headers)) {
            return HttpMessage.read(socket.getInputStream()).orElseThrow(() -> new EOFException("closed unanswered"));
        }
    }

    public static HttpMessage post(int port, String host, String path) throws IOException {
        try (Socket socket = send(port, "POST", host, path, Map.of("Content-Length", "0"))) {
            return HttpMessage.read(socket.getInputStream()).orElseThrow(() -> new EOFException("closed unanswered"));
        }
    }

    /** The answer to exactly these bytes. */
    public static HttpMessage raw(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return HttpMessage.read(socket.getInputStream()).orElseThrow(() -> new EOFException("closed unanswered"));
        }
    }

    /** A connection on which the answer to the request is still to be read. */
    public static Socket send(int port, String method, String host, String path, Map<String, String> headers)
            throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
        String more = headers.entrySet().stream()
                .map(header -> header.getKey() + ": " + header.getValue() + "\r\n")
                .collect(Collectors.joining());
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** A WebSocket connection after its handshake; a {@link TestBackend} sends back each byte it gets. */
    public static Socket upgrade(int port, String host, String path) throws IOException {
        Map<String, String> headers = Map.of(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        Socket socket = send(port, "GET", host, path, headers);
        HttpMessage answer =
                HttpMessage.readHead(socket.getInputStream()).orElseThrow(() -> new EOFException("closed unanswered"));
        if (answer.status() != 101) {
            socket.close();
            throw new IOException("no upgrade: " + answer.startLine());
        }
        return socket;
    }
}
