package dev.sluice.http;

import dev.sluice.model.Addresses;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps out pages in a browser on this machine. A page of another site can make the browser ask here, under a name of its
 * own that it lets point to loopback ("DNS rebinding"), and would then read the answer: the name is in the Host header. Or
 * it posts without reading: browsers send Origin with everything that is not merely read.
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
