package dev.sluice.http;

import java.util.List;

/** A path, the methods with which it can be asked, and who answers. */
public record Route(List<String> methods, String path, Handler handler) {
    public Route {
        methods = List.copyOf(methods);
    }

    /** Something to read. */
    public static Route get(String path, Handler handler) {
        return new Route(List.of("GET", "HEAD"), path, handler);
    }

    /** Something to do. */
    public static Route post(String path, Handler handler) {
        return new Route(List.of("POST"), path, handler);
    }

    boolean takes(Request request) {
        return methods.contains(request.method());
    }
}
