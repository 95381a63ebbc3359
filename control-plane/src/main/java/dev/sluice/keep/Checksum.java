package dev.sluice.keep;

import com.google.common.hash.Hashing;

/** SHA-256, in 64 hexadecimal digits. */
final class Checksum {
    private Checksum() {}

    static String of(byte[] summed) {
        return Hashing.sha256().hashBytes(summed).toString();
    }
}
