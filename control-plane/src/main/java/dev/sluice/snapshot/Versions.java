package dev.sluice.snapshot;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;

/**
 * Versions that are the content: a hash of the bytes. They are the same in every process, so a restarted daemon sends
 * nothing that Envoy has; a counter would be equal for different content then, and the library's own hash differs from
 * JVM to JVM.
 */
final class Versions {
    /** 72 bits: 12 characters of base64, and no collision to expect below some 10^10 contents. */
    private static final int BYTES = 9;

    private Versions() {}

    /** The version of one resource, given its {@link #bytes}. */
    static String of(byte[] bytes) {
        return text(sha256().digest(bytes));
    }

    /** The version of a resource that must be sent again whenever another one is, given both contents. */
    static String of(byte[] bytes, String companion) {
        MessageDigest digest = sha256();
        digest.update(companion.getBytes(StandardCharsets.UTF_8));
        return text(digest.digest(bytes));
    }

    /** The version of a whole type, given the version of each resource by name. */
    static String of(SortedMap<String, String> versions) {
        MessageDigest digest = sha256();
        for (Map.Entry<String, String> each : versions.entrySet()) {
            digest.update(each.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(each.getValue().getBytes(StandardCharsets.UTF_8));
        }
        return text(digest.digest());
    }

    /** {@code message} as bytes, the same ones each time: map entries have no order of their own on the wire. */
    static byte[] bytes(MessageLite message) {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream output = CodedOutputStream.newInstance(bytes);
        output.useDeterministicSerialization();
        try {
            message.writeTo(output);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes;
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
}
