package dev.sluice.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.VersionedResource;

/** How a snapshot keeps its resources. */
enum Encoding {
    /** As the bytes that are sent: a quarter of the memory, and nothing is packed twice. Incremental streams only. */
    PACKED,
    /** As messages: state-of-the-world streams read a resource's name from it, and would send packed ones for ever. */
    MESSAGES;

    static Encoding of(Transport transport) {
        return transport == Transport.ADS ? PACKED : MESSAGES;
    }

    /**
     * One resource with its version.
     *
     * @param type the default instance of the resource's message
     * @param companion what else makes its version, see {@link Versions#of}
     */
    VersionedResource<? extends Message> resource(Message type, ByteString bytes, String companion) {
        String version = Versions.of(bytes, companion);
        return VersionedResource.create(this == PACKED ? packed(type, bytes) : message(type, bytes), version);
    }

    private static Any packed(Message type, ByteString bytes) {
        return Any.newBuilder()
                .setTypeUrl("type.googleapis.com/" + type.getDescriptorForType().getFullName())
                .setValue(bytes)
                .build();
    }

    private static Message message(Message type, ByteString bytes) {
        try {
            return type.getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("our own bytes", impossible);
        }
    }
}
