package dev.sluice.config;

import java.nio.file.Path;

/**
 * What mutual TLS is made of, in PEM; a file that is replaced is read again.
 *
 * @param certificate the server's, with the intermediate ones after it
 * @param key the certificate's, in PKCS#8
 * @param clientAuthorities who signs the clients' certificates
 */
public record TlsFiles(Path certificate, Path key, Path clientAuthorities) {}
