package dev.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A certificate authority, by the JDK's keytool. */
public final class TestAuthority {
    private static final String PASSWORD = "password";

    private final Path folder;
    private final Path store;
    private final Path certificate;
    private int made;

    /** A certificate and its key, in PEM. */
    public record Pair(Path certificate, Path key) {}

    public TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.store = folder.resolve(name + ".p12");
        this.certificate = folder.resolve(name + ".pem");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-keyalg", "EC", "-ext", "bc:c");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", certificate.toString());
    }

    public Path certificate() {
        return certificate;
    }

    /** One with these subject alternative names, such as {@code uri:spiffe://x/fleet/edge} or {@code ip:127.0.0.1}. */
    public Pair issue(String... names) {
        String alias = "pair" + made++;
        Path request = folder.resolve(store.getFileName() + alias + ".csr");
        Path signed = folder.resolve(store.getFileName() + alias + ".crt");
        keytool("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC");
        keytool("-certreq", "-alias", alias, "-file", request.toString());
        List<String> sign = new ArrayList<>(List.of(
                "-gencert", "-alias", "ca", "-rfc", "-infile", request.toString(), "-outfile", signed.toString()));
        if (names.length > 0) {
            sign.addAll(List.of("-ext", "san=" + String.join(",", names)));
        }
        keytool(sign.toArray(String[]::new));
        return new Pair(signed, keyOf(alias));
    }

    private Path keyOf(String alias) {
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Key key = keys.getKey(alias, PASSWORD.toCharArray());
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
            return Files.writeString(folder.resolve(store.getFileName() + alias + ".key"), pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keytool(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        line.addAll(List.of(arguments));
        line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        line.addAll(List.of("-J-XX:TieredStopAtLevel=1"));
        Commands.run(line.toArray(String[]::new));
    }
}
