package dev.sluice.translate;

import com.google.protobuf.Any;
import dev.sluice.model.Host;
import dev.sluice.translate.HostResources.PoolResources;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;

/**
 * The same resources for an Envoy that reads them from files: endpoints inside their clusters, and each port's routes in
 * a file of their own.
 *
 * @param translator makes what they are made from
 * @param folder where the files are: an absolute path
 */
public record FileForm(Translator translator, String folder) {
    /** The file of all listeners. */
    public static final String LISTENERS = "listeners.pb";

    /** The file of all clusters. */
    public static final String CLUSTERS = "clusters.pb";

    /** The name of the file with one route configuration, by its name. */
    public static String routes(String routeConfiguration) {
        return "routes-" + routeConfiguration + ".pb";
    }

    public HostResources translate(Host host) {
        HostResources resources = translator.translate(host);
        return new HostResources(
                resources.incomingPort(),
                resources.pools().stream().map(FileForm::inlined).toList(),
                resources.virtualHost());
    }

    private static PoolResources inlined(PoolResources pool) {
        return new PoolResources(
                StaticBootstrap.inlined(pool.cluster(), pool.endpoints()), ClusterLoadAssignment.getDefaultInstance());
    }

    public Listener listener(int incomingPort) {
        Listener.Builder listener = translator.listener(incomingPort).toBuilder();
        Filter.Builder filter = listener.getFilterChainsBuilder(0).getFiltersBuilder(0);
        HttpConnectionManager.Builder manager = StaticBootstrap.unpack(filter.getTypedConfig()).toBuilder();
        manager.getRdsBuilder().setConfigSource(source(routes(Names.routeConfiguration(incomingPort))));
        filter.setTypedConfig(Any.pack(manager.build()));
        return listener.build();
    }

    private ConfigSource source(String file) {
        return ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setPathConfigSource(PathConfigSource.newBuilder().setPath(folder + "/" + file))
                .build();
    }
}
