package dev.sluice.serve;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.controlplane.cache.Resources.ApiVersion;
import io.envoyproxy.controlplane.server.serializer.ProtoResourcesSerializer;

/** Resources that are packed already go out as they are; the library would pack each for each stream each time. */
final class AsPacked implements ProtoResourcesSerializer {
    @Override
    public Any serialize(Message resource, ApiVersion apiVersion) {
        return resource instanceof Any packed ? packed : Any.pack(resource);
    }
}
