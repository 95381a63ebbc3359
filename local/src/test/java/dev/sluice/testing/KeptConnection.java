package dev.sluice.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection for one request after the other, as browsers and pools keep it. */
public final class KeptConnection implements AutoCloseable {
    private static final Duration READ_TIMEOUT = Patience.LIMIT;

    private final Socket socket;
    private final InputStream in;

    private KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static KeptConnection to(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
        socket.setTcpNoDelay(true);
        return new KeptConnection(socket);
    }

    /** Fails when the other side has closed: there is no second try on another connection. */
    public HttpMessage get(String host, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return HttpMessage.read(in).orElseThrow(() -> new EOFException("closed unanswered"));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
