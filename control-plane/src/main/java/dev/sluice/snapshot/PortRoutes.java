package dev.sluice.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.sluice.model.ByName;
import dev.sluice.snapshot.Versions.Sum;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual hosts of one incoming port, each encoded once, as in the port's RouteConfiguration. A changed host costs
 * one small message and a copy of the other hosts' bytes; 10,000 messages need not be built.
 */
record PortRoutes(ByName<VirtualHostField> virtualHosts, Sum sum) {
    static final PortRoutes EMPTY = new PortRoutes(ByName.empty(), Sum.ZERO);

    /** A virtual host as a field of a RouteConfiguration: tag, length, bytes. */
    record VirtualHostField(ByteString bytes, String version) {
        static VirtualHostField of(VirtualHost virtualHost) {
            ByteString bytes = field(virtualHost);
            return new VirtualHostField(bytes, Versions.of(bytes, ""));
        }
    }

    private static ByteString field(VirtualHost virtualHost) {
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

    PortRoutes with(Map<String, @Nullable VirtualHostField> changes) {
        Sum changed = sum;
        for (Map.Entry<String, @Nullable VirtualHostField> change : changes.entrySet()) {
            String name = change.getKey();
            VirtualHostField before = virtualHosts.get(name);
            VirtualHostField after = change.getValue();
            changed = before == null ? changed : changed.minus(name, before.version());
            changed = after == null ? changed : changed.plus(name, after.version());
        }
        return new PortRoutes(virtualHosts.with(changes), changed);
    }

    boolean isEmpty() {
        return virtualHosts.isEmpty();
    }

    /** Whether some virtual host changed, came or went. */
    boolean differs(PortRoutes other) {
        return virtualHosts != other.virtualHosts;
    }

    /** The whole RouteConfiguration. Fields may come in any order, and the order of virtual hosts has no meaning. */
    ByteString routes(ByteString withoutHosts) {
        int[] size = {withoutHosts.size()};
        virtualHosts.forEach((name, field) -> size[0] += field.bytes().size());
        byte[] bytes = new byte[size[0]];
        withoutHosts.copyTo(bytes, 0);
        int[] at = {withoutHosts.size()};
        virtualHosts.forEach((name, field) -> {
            field.bytes().copyTo(bytes, at[0]);
            at[0] += field.bytes().size();
        });
        return ByteString.copyFrom(bytes);
    }
}
