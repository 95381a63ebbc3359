package dev.sluice.provision;

/**
 * One file of a release, fetched by the VM.
 *
 * @param url where it is: {@code https:}, {@code http:} or, in an image of one's own, {@code file:}
 * @param sha256 its digest, 64 hexadecimal digits
 */
public record Download(String url, String sha256) {
    boolean isDebianPackage() {
        return url.replaceFirst("[?#].*", "").endsWith(".deb");
    }
}
