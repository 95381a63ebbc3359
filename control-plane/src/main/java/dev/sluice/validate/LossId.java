package dev.sluice.validate;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * A short name for what is lost: the start of a hash, which need not be secret but must not be the same by accident.
 */
final class LossId {
    private static final int DIGITS = 12;

    private final Hasher lines = Hashing.sha256().newHasher();

    void add(String line) {
        lines.putString(line + "\n", StandardCharsets.UTF_8);
    }

    String text() {
        return lines.hash().toString().substring(0, DIGITS);
    }
}
