package dev.sluice.serve;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.sluice.config.TlsFiles;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that is shown to Envoys, and whose certificates are believed; read again when the files change. */
final class MutualTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MutualTls.class);

    private final TlsFiles files;
    private final AdvancedTlsX509KeyManager ours = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager theirs;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(new ThreadFactoryBuilder()
            .setNameFormat("xds-certificates")
            .setDaemon(true)
            .build());

    private Contents known;

    private record Contents(byte[] certificate, byte[] key, byte[] authorities) {
        static Contents of(TlsFiles files) throws IOException {
            return new Contents(
                    Files.readAllBytes(files.certificate()),
                    Files.readAllBytes(files.key()),
                    Files.readAllBytes(files.clientAuthorities()));
        }

        boolean same(Contents other) {
            return Arrays.equals(certificate, other.certificate)
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(authorities, other.authorities);
        }
    }

    /** Reads them, and looks every {@code pause} whether they changed. */
    static MutualTls watched(TlsFiles files, Duration pause) throws IOException {
        MutualTls tls = new MutualTls(files);
        tls.watch.scheduleWithFixedDelay(tls::look, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return tls;
    }

    private MutualTls(TlsFiles files) throws IOException {
        this.files = files;
        try {
            this.theirs = AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                    .build();
            this.known = Contents.of(files);
            take(known);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            watch.shutdownNow();
            throw new IOException("mutual TLS is not possible with these files: " + reason(e), e);
        }
    }

    /** By Java's own TLS: the native one would name the authorities of its beginning to clients for ever. */
    SslContext context() {
        try {
            return GrpcSslContexts.configure(
                            SslContextBuilder.forServer(ours)
                                    .trustManager(theirs)
                                    .clientAuth(ClientAuth.REQUIRE),
                            SslProvider.JDK)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void look() {
        try {
            Contents now = Contents.of(files);
            if (!now.same(known)) {
                known = now;
                take(now);
                LOG.info("certificates taken again from {}", files.certificate());
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            LOG.warn("certificates cannot be used, so those of before stay reason=\"{}\"", reason(e));
        }
    }

    /** All or nothing: what is half replaced is tried again when the other half has changed as well. */
    private void take(Contents now) throws IOException, GeneralSecurityException {
        X509Certificate[] chain = certificates(now.certificate(), files.certificate());
        X509Certificate[] authorities = certificates(now.authorities(), files.clientAuthorities());
        PrivateKey key = key(now.key());
        KeyPairs.check(chain[0], key);
        ours.updateIdentityCredentials(chain, key);
        theirs.updateTrustCredentials(authorities);
    }

    private static X509Certificate[] certificates(byte[] pem, Path file) throws GeneralSecurityException {
        try {
            X509Certificate[] found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
            if (found.length > 0) {
                return found;
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new GeneralSecurityException(file + " has no certificate in PEM", e);
        }
        throw new GeneralSecurityException(file + " has no certificate in PEM");
    }

    private PrivateKey key(byte[] pem) throws GeneralSecurityException {
        try {
            return CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new GeneralSecurityException(files.key() + " has no key in PEM (PKCS#8)", e);
        }
    }

    private static String reason(Exception thrown) {
        return thrown instanceof NoSuchFileException
                ? thrown.getMessage() + " is not there"
                : String.valueOf(thrown.getMessage());
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
