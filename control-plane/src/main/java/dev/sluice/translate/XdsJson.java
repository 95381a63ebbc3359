package dev.sluice.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.List;
import java.util.stream.Collectors;

/** Resources as JSON, to read, in Envoy's own field names; {@code envoy -c} takes each resource as it is. */
public final class XdsJson {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer()
            .preservingProtoFieldNames()
            .sortingMapKeys()
            // Without it a typed_config fails with "Cannot find type for url".
            .usingTypeRegistry(TypeRegistry.newBuilder()
                    .add(HttpConnectionManager.getDescriptor())
                    .add(HTTPFault.getDescriptor())
                    .add(Router.getDescriptor())
                    .build());

    private XdsJson() {}

    /** All of {@code resources} as one document. */
    public static String of(XdsResources resources) {
        return "{\n"
                + list("listeners", resources.listeners()) + ",\n"
                + list("routes", resources.routes()) + ",\n"
                + list("clusters", resources.clusters()) + ",\n"
                + list("endpoints", resources.endpoints()) + "\n}\n";
    }

    /** One list of resources, a JSON array. */
    public static String of(List<? extends MessageOrBuilder> messages) {
        return messages.isEmpty()
                ? "[]"
                : messages.stream().map(XdsJson::of).collect(Collectors.joining(",\n", "[\n", "\n]"));
    }

    public static String of(MessageOrBuilder message) {
        try {
            return PRINTER.print(message);
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalArgumentException("a type that Translator never makes", notOurs);
        }
    }

    private static String list(String name, List<? extends MessageOrBuilder> messages) {
        return ('"' + name + "\": " + of(messages)).indent(2).stripTrailing();
    }
}
