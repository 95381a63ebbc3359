package dev.sluice.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.sluice.translate.Transport;
import io.envoyproxy.controlplane.cache.VersionedResource;

/** How a snapshot keeps its resources. */
enum Encoding {
    /**
     * As the bytes that are sent: a quarter of the memory, and nothing is packed twice. For incremental streams only.
     */
    PACKED,
    /** As messages, from which state-of-the-world streams read the name; packed resources they would send for ever. */
    MESSAGES;

    static Encoding of(Transport transport) {
        return transport == Transport.ADS ? PACKED : MESSAGES;
    }

    /** One resource whose version is its content. {@code type} is the default instance of its message. */
    VersionedResource<? extends Message> resource(Message type, ByteString bytes) {
        return resource(type, bytes, Versions.of(bytes, ""));
    }

    VersionedResource<? extends Message> resource(Message type, ByteString bytes, String version) {
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
