package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** Fetches over HTTP as this machine is set up to: its proxy, its certificates, and never a silent wait. */
final class Download {
    /** Short: behind a firewall that drops packets, a source that cannot be reached costs this long. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Of one read, not of the whole: a slow line may take its time, a dead one may not. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    private final Proxies proxies;
    private final Optional<SSLSocketFactory> tls;
    private final Progress progress;

    private Download(Proxies proxies, Optional<SSLSocketFactory> tls, Progress progress) {
        this.proxies = proxies;
        this.tls = tls;
        this.progress = progress;
    }

    static Download with(Map<String, String> env, Optional<Path> certificates, Progress progress) throws IOException {
        Optional<SSLSocketFactory> tls =
                certificates.isPresent() ? Optional.of(Certificates.trusting(certificates.get())) : Optional.empty();
        return new Download(new Proxies(env), tls, progress);
    }

    /** A page and the address it finally came from, against which its links are resolved. */
    record Page(URI address, String text) {}

    Page page(URI address) throws IOException {
        HttpURLConnection connection = open(address);
        try (InputStream body = connection.getInputStream()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(URI.create(connection.getURL().toString()), text);
        } finally {
            connection.disconnect();
        }
    }

    void file(URI address, Path target) throws IOException {
        HttpURLConnection connection = open(address);
        long total = connection.getContentLengthLong();
        try (InputStream body = connection.getInputStream();
                OutputStream file = Files.newOutputStream(target)) {
            long bytes = copy(body, file, total);
            // A connection that closes early looks like the end of the file.
            if (total >= 0 && bytes < total) {
                throw new IOException("cut off after " + bytes + " of " + total + " bytes");
            }
        } finally {
            connection.disconnect();
        }
    }

    private long copy(InputStream body, OutputStream file, long total) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            file.write(buffer, 0, n);
            bytes += n;
            progress.transferred(bytes, total);
        }
        return bytes;
    }

    private HttpURLConnection open(URI address) throws IOException {
        URLConnection any = address.toURL().openConnection(proxies.proxyFor(address));
        if (!(any instanceof HttpURLConnection connection)) {
            throw new IOException("neither http nor https");
        }
        if (connection instanceof HttpsURLConnection https) {
            tls.ifPresent(https::setSSLSocketFactory);
        }
        connection.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
        connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
        connection.setRequestProperty("Accept", "text/html, */*;q=0.1");
        Optional.ofNullable(address.getUserInfo())
                .ifPresent(login -> connection.setRequestProperty("Authorization", "Basic " + base64(login)));
        int status = connect(connection, address);
        if (status != HttpURLConnection.HTTP_OK) {
            connection.disconnect();
            throw new IOException("HTTP " + status);
        }
        return connection;
    }

    private static int connect(HttpURLConnection connection, URI address) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (UnknownHostException e) {
            throw new IOException("unreachable: the name " + address.getHost() + " is not known here", e);
        } catch (ConnectException | SocketTimeoutException e) {
            throw new IOException("unreachable: " + e.getMessage(), e);
        }
    }

    private static String base64(String login) {
        return Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }
}
