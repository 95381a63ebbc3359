package dev.sluice.http;

import dev.sluice.model.Addresses;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps out web pages in a browser on this machine. The page of another site can let a name of its own point to
 * loopback ("DNS rebinding"), make the browser ask here and read the answer. Such a name is in the Host header. A page
 * can also post without reading the answer. A browser sends Origin with every request of that kind.
 */
public record OnlyThisMachine(Handler next) implements Handler {
    private static final Pattern HOST_HEADER = Pattern.compile("\\[([^\\]]*)\\](?::\\d*)?|([^:]*)(?::\\d*)?");
    private static final List<String> READING = List.of("GET", "HEAD");

    @Override
    public Reply answer(Request request) {
        if (!isForThisMachine(request.header("Host"))) {
            return Reply.error(403, "the Host header must name this machine, as localhost does");
        }
        if (!READING.contains(request.method()) && !request.header("Origin").isEmpty()) {
            return Reply.error(403, "this is not for browsers: use sluice");
        }
        return next.answer(request);
    }

    private static boolean isForThisMachine(List<String> hosts) {
        if (hosts.size() != 1) {
            return false;
        }
        Matcher form = HOST_HEADER.matcher(hosts.get(0));
        if (!form.matches()) {
            return false;
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return host.equalsIgnoreCase("localhost") || Addresses.isLoopback(host);
    }
}
