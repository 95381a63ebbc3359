package dev.sluice.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client asks.
 *
 * @param path as the client sent it, without the query
 * @param query as the client sent it, without the question mark
 * @param headers the values of a header, whatever the case of its name
 */
public record Request(String method, String path, Optional<String> query, Function<String, List<String>> headers) {
    public List<String> header(String name) {
        return headers.apply(name);
    }
}
