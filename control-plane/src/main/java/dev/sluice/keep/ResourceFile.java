package dev.sluice.keep;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A file of resources as Envoy reads it, a DiscoveryResponse. The response's version comes first, and is the checksum
 * of every byte after the version. So {@code envoy-start} can check the file without protobuf: two bytes, 64
 * hexadecimal digits, the rest.
 */
record ResourceFile(Path path) {
    /** Field 1, version_info, 64 bytes long. */
    private static final byte[] BEFORE_VERSION = {0x0a, 64};

    /** The resources in the file; empty without a file, and for a file that is not as it was written. */
    List<Any> read() throws IOException {
        byte[] bytes;
        try (InputStream file = new AtomicFile(path).open()) {
            bytes = file.readAllBytes();
        } catch (NoSuchFileException none) {
            return List.of();
        }
        byte[] content = Arrays.copyOfRange(bytes, Math.min(bytes.length, headOf("").length + 64), bytes.length);
        boolean intact =
                Arrays.equals(Arrays.copyOf(bytes, bytes.length - content.length), headOf(Checksum.of(content)));
        return intact ? DiscoveryResponse.parseFrom(content).getResourcesList() : List.of();
    }

    /** Replaces the file, unless it has this content already: Envoy reads every replaced file. */
    void write(Collection<? extends Message> resources) throws IOException {
        DiscoveryResponse.Builder response = DiscoveryResponse.newBuilder();
        resources.forEach(resource -> response.addResources((Any) resource));
        byte[] content = response.build().toByteArray();
        byte[] head = headOf(Checksum.of(content));
        if (!Arrays.equals(head, headOnDisk(head.length))) {
            new AtomicFile(path).write(ByteBuffer.wrap(head), ByteBuffer.wrap(content));
        }
    }

    private byte[] headOnDisk(int length) throws IOException {
        try (InputStream file = new AtomicFile(path).open()) {
            return file.readNBytes(length);
        } catch (NoSuchFileException none) {
            return new byte[0];
        }
    }

    private static byte[] headOf(String version) {
        byte[] head = Arrays.copyOf(BEFORE_VERSION, BEFORE_VERSION.length + version.length());
        System.arraycopy(version.getBytes(US_ASCII), 0, head, BEFORE_VERSION.length, version.length());
        return head;
    }
}
