package dev.sluice.serve;

import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The fleets that a client's certificate may ask for: those that its subject alternative names have as a URI {@code
 * spiffe://TRUST-DOMAIN/fleet/NAME}. Whom to give such a certificate is the authority's to decide.
 */
final class CertifiedFleets {
    private static final int URI_NAME = 6;
    private static final String PATH = "/fleet/";

    private CertifiedFleets() {}

    static Set<String> of(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain[0] instanceof X509Certificate client ? of(client) : Set.of();
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return Set.of();
        }
    }

    private static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        Set<String> fleets = new HashSet<>();
        if (names != null) {
            names.stream()
                    .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                    .forEach(name -> add(String.valueOf(name.get(1)), fleets));
        }
        return fleets;
    }

    private static void add(String name, Set<String> fleets) {
        try {
            URI uri = URI.create(name);
            if ("spiffe".equals(uri.getScheme())
                    && uri.getPath() != null
                    && uri.getPath().startsWith(PATH)) {
                fleets.add(uri.getPath().substring(PATH.length()));
            }
        } catch (IllegalArgumentException noUri) {
            // Names nothing of ours.
        }
    }
}
