package dev.sluice.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS that trusts a PEM bundle as well as Java's own roots: a company's mirror is signed by the company. */
final class Certificates {
    private Certificates() {}

    static SSLSocketFactory trusting(Path bundle) throws IOException {
        try {
            KeyStore both = KeyStore.getInstance(KeyStore.getDefaultType());
            both.load(null, null);
            List<Certificate> roots = new ArrayList<>(ofJava());
            roots.addAll(read(bundle));
            for (Certificate root : roots) {
                both.setCertificateEntry("root-" + both.size(), root);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(both), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates of " + bundle + ": " + e.getMessage(), e);
        }
    }

    private static List<Certificate> ofJava() throws GeneralSecurityException {
        List<Certificate> roots = new ArrayList<>();
        for (TrustManager manager : trustManagers(null)) {
            if (manager instanceof X509TrustManager x509) {
                roots.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return roots;
    }

    private static List<Certificate> read(Path bundle) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(bundle)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        }
    }

    private static TrustManager[] trustManagers(@Nullable KeyStore roots) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        return factory.getTrustManagers();
    }
}
