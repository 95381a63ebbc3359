package dev.sluice.translate;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The same resources with nothing left to fetch: routes inside their listeners, endpoints inside their clusters. This is
 * what {@code envoy --mode validate} can judge, for it never asks a control plane.
 */
public final class StaticBootstrap {
    private StaticBootstrap() {}

    public static Bootstrap of(XdsResources resources) {
        Map<String, RouteConfiguration> routes =
                resources.routes().stream().collect(Collectors.toMap(RouteConfiguration::getName, Function.identity()));
        Map<String, ClusterLoadAssignment> endpoints = resources.endpoints().stream()
                .collect(Collectors.toMap(ClusterLoadAssignment::getClusterName, Function.identity()));
        StaticResources.Builder inlined = StaticResources.newBuilder();
        resources.listeners().forEach(listener -> inlined.addListeners(inlined(listener, routes)));
        resources.clusters().forEach(cluster -> inlined.addClusters(inlined(cluster, endpoints)));
        return Bootstrap.newBuilder().setStaticResources(inlined).build();
    }

    private static Cluster inlined(Cluster cluster, Map<String, ClusterLoadAssignment> endpoints) {
        return inlined(
                cluster,
                endpoints.getOrDefault(
                        cluster.getName(),
                        ClusterLoadAssignment.newBuilder()
                                .setClusterName(cluster.getName())
                                .build()));
    }

    static Cluster inlined(Cluster cluster, ClusterLoadAssignment endpoints) {
        return cluster.toBuilder()
                .clearEdsClusterConfig()
                .setType(DiscoveryType.STATIC)
                .setLoadAssignment(endpoints)
                .build();
    }

    private static Listener inlined(Listener listener, Map<String, RouteConfiguration> routes) {
        Listener.Builder inlined = listener.toBuilder();
        Filter.Builder filter = inlined.getFilterChainsBuilder(0).getFiltersBuilder(0);
        HttpConnectionManager.Builder manager = unpack(filter.getTypedConfig()).toBuilder();
        RouteConfiguration routeConfig = routes.get(manager.getRds().getRouteConfigName());
        if (routeConfig != null) {
            manager.setRouteConfig(routeConfig);
        }
        filter.setTypedConfig(Any.pack(manager.build()));
        return inlined.build();
    }

    static HttpConnectionManager unpack(Any typedConfig) {
        try {
            return typedConfig.unpack(HttpConnectionManager.class);
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalArgumentException("a filter that Listeners never makes", notOurs);
        }
    }
}
