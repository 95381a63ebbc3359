package dev.sluice.keep;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in 64 hexadecimal digits. */
final class Checksum {
    private Checksum() {}

    static String of(byte[] summed) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(summed));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
