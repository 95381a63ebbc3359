package dev.sluice.reconcile;

import dev.sluice.translate.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Envoy's words about a refusal say of whom it is about. They have no form that Envoy promises. */
final class Words {
    private static final int LONGEST = 400;
    private static final Pattern NAME =
            Pattern.compile("(['\"]?)([a-z0-9_*][a-z0-9._*-]*[a-z0-9_*]|[a-z0-9_*])(['\"]?)");
    private static final Pattern PORT =
            Pattern.compile("\\b" + Names.listener(0).replace("0", "(\\d{1,5})") + "\\b");

    private Words() {}

    /** Those of {@code hosts} that {@code message} names, as host or as cluster. */
    static Set<String> named(String message, Collection<String> hosts) {
        Map<String, String> byName = new HashMap<>();
        hosts.forEach(host -> {
            byName.put(Names.virtualHost(host), host);
            byName.put(Names.cluster(host), host);
        });
        Set<String> named = new HashSet<>();
        Matcher word = NAME.matcher(message);
        while (word.find()) {
            String host = byName.get(word.group(2));
            boolean isQuoted = !word.group(1).isEmpty() && word.group(1).equals(word.group(3));
            // A host may be called address or cluster; only with a dot is a word certainly a name.
            if (host != null && (isQuoted || word.group(2).contains("."))) {
                named.add(host);
            }
        }
        return named;
    }

    /** The incoming ports whose listener or routes {@code message} names. */
    static Set<Integer> ports(String message) {
        Set<Integer> ports = new HashSet<>();
        Matcher port = PORT.matcher(message);
        while (port.find()) {
            ports.add(Integer.parseInt(port.group(1)));
        }
        return ports;
    }

    /** Fit for one line, without the whole message that Envoy puts before what is wrong with it. */
    static String oneLine(String message) {
        int reason = message.startsWith("goo.gle/debug") ? message.lastIndexOf("\n: ") + 1 : 0;
        String line = message.substring(reason)
                .replaceAll("\\s+", " ")
                .replaceFirst("^: ", "")
                .strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
