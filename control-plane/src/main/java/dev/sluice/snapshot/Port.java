package dev.sluice.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.sluice.model.ByName;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts of one incoming port, each encoded once, as it stands in the port's RouteConfiguration. A changed
 * host then costs one small message and a copy of the others' bytes, not building 10,000 messages.
 */
record Port(ByName<ByteString> virtualHosts) {
    static final Port EMPTY = new Port(ByName.empty());

    /** {@code virtualHost} as a field of a RouteConfiguration: tag, length, bytes. */
    static ByteString field(VirtualHost virtualHost) {
        ByteString bytes = Versions.bytes(virtualHost);
        int size = CodedOutputStream.computeBytesSize(RouteConfiguration.VIRTUAL_HOSTS_FIELD_NUMBER, bytes);
        byte[] field = new byte[size];
        CodedOutputStream output = CodedOutputStream.newInstance(field);
        try {
            output.writeTag(RouteConfiguration.VIRTUAL_HOSTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            output.writeBytesNoTag(bytes);
            output.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return ByteString.copyFrom(field);
    }

    Port with(Map<String, @Nullable ByteString> changes) {
        return new Port(virtualHosts.with(changes));
    }

    boolean isEmpty() {
        return virtualHosts.isEmpty();
    }

    /** The whole RouteConfiguration: fields may come in any order, and the order of virtual hosts has no meaning. */
    ByteString routes(RouteConfiguration withoutHosts) {
        ByteString start = Versions.bytes(withoutHosts);
        int[] size = {start.size()};
        virtualHosts.forEach((name, field) -> size[0] += field.size());
        byte[] bytes = new byte[size[0]];
        start.copyTo(bytes, 0);
        int[] at = {start.size()};
        virtualHosts.forEach((name, field) -> {
            field.copyTo(bytes, at[0]);
            at[0] += field.size();
        });
        return ByteString.copyFrom(bytes);
    }
}
