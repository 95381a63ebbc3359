package dev.sluice.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP/1.1 request or response, read from a socket: Java's own clients do not let a test choose the Host header.
 *
 * @param startLine the first line
 * @param headers with lower-case names; of several of one name, the values joined by a comma
 */
public record HttpMessage(String startLine, Map<String, String> headers, String body) {
    public HttpMessage {
        headers = Map.copyOf(headers);
    }

    /** Of a response. */
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** Of a request. */
    public String method() {
        return startLine.split(" ", 3)[0];
    }

    /** Of a request. */
    public String path() {
        return startLine.split(" ", 3)[1];
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Empty at the end of the stream. */
    public static Optional<HttpMessage> read(InputStream in) throws IOException {
        Optional<HttpMessage> head = readHead(in);
        return head.isEmpty() ? head : Optional.of(head.get().withBody(in));
    }

    static Optional<HttpMessage> readHead(InputStream in) throws IOException {
        String startLine;
        try {
            startLine = line(in);
        } catch (EOFException e) {
            return Optional.empty();
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(":\\s*", 2);
            headers.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (a, b) -> a + "," + b);
        }
        return Optional.of(new HttpMessage(startLine, headers, ""));
    }

    private HttpMessage withBody(InputStream in) throws IOException {
        return new HttpMessage(startLine, headers, new String(readBody(in), StandardCharsets.UTF_8));
    }

    private byte[] readBody(InputStream in) throws IOException {
        if (header("transfer-encoding").filter(value -> value.equals("chunked")).isPresent()) {
            return readChunks(in);
        }
        Optional<String> length = header("content-length");
        if (length.isPresent()) {
            return exactly(in, Integer.parseInt(length.get()));
        }
        boolean untilTheEnd = startLine.startsWith("HTTP/") && status() >= 200 && status() != 204 && status() != 304;
        return untilTheEnd ? in.readAllBytes() : new byte[0];
    }

    private static byte[] readChunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.writeBytes(exactly(in, size));
            line(in);
        }
        line(in);
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).replaceFirst(";.*", ""), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("cut off after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("cut off within a line");
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
