package dev.sluice.http;

import java.util.List;

/** Finds who answers a request, by its path and its method. */
public record Router(List<Route> routes) implements Handler {
    public Router {
        routes = List.copyOf(routes);
    }

    @Override
    public Reply answer(Request request) {
        List<Route> there = routes.stream()
                .filter(route -> route.path().equals(request.path()))
                .toList();
        if (there.isEmpty()) {
            return Reply.error(404, "there is nothing at this path", paths());
        }
        return there.stream()
                .filter(route -> route.takes(request))
                .findFirst()
                .map(route -> route.handler().answer(request))
                .orElseGet(() -> notSo(there));
    }

    private Reply notSo(List<Route> there) {
        String methods = String.join(
                ", ", there.stream().flatMap(route -> route.methods().stream()).toList());
        return Reply.error(405, "what is at this path is asked with " + methods, paths())
                .with("Allow", methods);
    }

    private List<String> paths() {
        return routes.stream().map(Route::path).distinct().toList();
    }
}
