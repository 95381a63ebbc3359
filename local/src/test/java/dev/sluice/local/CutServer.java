package dev.sluice.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Promises 1000 bytes, sends 10 and hangs up. */
final class CutServer implements AutoCloseable {
    private final ServerSocket socket;

    CutServer() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::answerOnce, "cut-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void answerOnce() {
        try (Socket client = socket.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n0123456789"
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError("the client was to stay until the end", e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/envoy");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
