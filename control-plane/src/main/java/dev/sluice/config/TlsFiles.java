package dev.sluice.config;

import java.nio.file.Path;

/**
 * The files of mutual TLS, in PEM. A replaced file is read again.
 *
 * @param certificate the server's certificate, followed by the intermediate certificates
 * @param key the certificate's key, in PKCS#8
 * @param clientAuthorities who signs the clients' certificates
 */
public record TlsFiles(Path certificate, Path key, Path clientAuthorities) {}
