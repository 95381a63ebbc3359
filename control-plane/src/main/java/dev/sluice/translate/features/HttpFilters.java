package dev.sluice.translate.features;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The order of HTTP filters: a request meets them one after the other. */
final class HttpFilters {
    /** Ends requests that go round. */
    static final String LOOPS = "envoy.filters.http.fault";

    /** Sends requests to their targets. */
    static final String ROUTER = "envoy.filters.http.router";

    private static final List<String> ORDER = List.of(LOOPS, ROUTER);

    private HttpFilters() {}

    /** The filter {@code name}; Envoy knows it by the type of {@code config}, and errors and logs by its name. */
    static HttpFilter filter(String name, Message config) {
        return HttpFilter.newBuilder()
                .setName(name)
                .setTypedConfig(Any.pack(config))
                .build();
    }

    static List<HttpFilter> inOrder(Stream<HttpFilter> filters) {
        return List.copyOf(
                filters.collect(toMap(HttpFilters::place, filter -> filter, HttpFilters::samePlace, TreeMap::new))
                        .values());
    }

    private static int place(HttpFilter filter) {
        int place = ORDER.indexOf(filter.getName());
        if (place < 0) {
            throw new IllegalStateException("a filter without a place in the order: " + filter.getName());
        }
        return place;
    }

    private static HttpFilter samePlace(HttpFilter one, HttpFilter other) {
        throw new IllegalStateException("two filters of one name: " + one.getName());
    }
}
