package dev.sluice.provision;

import java.util.Optional;

/**
 * A database that is there already.
 *
 * @param url as in {@code SLUICE_DATABASE_URL}, without a password
 * @param password a shell command that prints the password, run on the VM
 * @param authority the certificate that the server's is checked against, as PEM
 */
public record RemoteDatabase(String url, String password, Optional<String> authority) {
    static final String AUTHORITY_FILE = "/etc/sluice/database-ca.pem";

    /** With the certificate that the VM is given, and the server's name checked unless the URL says otherwise. */
    public String urlOnTheVm() {
        return authority.isEmpty() ? url : with("sslrootcert", AUTHORITY_FILE, with("sslmode", "verify-full", url));
    }

    private static String with(String parameter, String value, String url) {
        if (url.matches(".*[?&]" + parameter + "=.*")) {
            return url;
        }
        return url + (url.contains("?") ? "&" : "?") + parameter + "=" + value;
    }
}
