package dev.sluice.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Versions that are a hash of the content's bytes. Such versions are the same in every process, so a restarted daemon
 * sends nothing that Envoy has. A counter would be equal for different content after a restart, and the library's own
 * hash differs from JVM to JVM.
 */
final class Versions {
    /** 72 bits: 12 characters of base64, and no collision to expect below some 10^10 contents. */
    private static final int BYTES = 9;

    private Versions() {}

    /**
     * The version of one resource.
     *
     * @param companion the version of another resource that makes this a new version too; or nothing
     */
    static String of(ByteString bytes, String companion) {
        MessageDigest digest = sha256();
        digest.update(companion.getBytes(StandardCharsets.UTF_8));
        bytes.asReadOnlyByteBufferList().forEach(digest::update);
        return text(digest.digest());
    }

    static String of(Sum sum) {
        return text(sha256().digest(sum.bytes()));
    }

    /** {@code message} as bytes, the same each time, although map entries have no order of their own on the wire. */
    static ByteString bytes(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            message.writeTo(output);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteString.copyFrom(bytes);
    }

    private static String text(byte[] digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /**
     * A hash of a set of named versions, which a change updates without looking at the other versions: the sum of the
     * elements' hashes, modulo 2^64, twice (Bellare and Micciancio's AdHash; nobody here works to make two sets
     * collide).
     */
    record Sum(long high, long low) {
        static final Sum ZERO = new Sum(0, 0);

        Sum plus(String name, String version) {
            ByteBuffer hash = hash(name, version);
            return new Sum(high + hash.getLong(), low + hash.getLong());
        }

        Sum minus(String name, String version) {
            ByteBuffer hash = hash(name, version);
            return new Sum(high - hash.getLong(), low - hash.getLong());
        }

        private byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(high)
                    .putLong(low)
                    .array();
        }

        private static ByteBuffer hash(String name, String version) {
            MessageDigest digest = sha256();
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(version.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest());
        }
    }
}
