package dev.sluice.contain;

import dev.sluice.translate.Names;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Envoy's words about a refusal say of whom it is about. They have no form that Envoy promises. */
final class Words {
    private static final int LONGEST = 400;
    private static final Pattern FIRST_CLUSTER = Pattern.compile("^Error adding/updating cluster\\(s\\) (\\S+): ");
    private static final Pattern PORT =
            Pattern.compile("\\b" + Names.listener(0).replace("0", "(\\d{1,5})") + "\\b");

    private Words() {}

    /**
     * Whom of {@code hosts} Envoy's own words name: the first cluster of its fixed phrase. What follows may be text from
     * somebody's row, in which any name may stand; who is refused beside the first is named first when that one is gone.
     */
    static Set<String> named(String message, Collection<String> hosts) {
        Matcher phrase = FIRST_CLUSTER.matcher(message);
        if (!phrase.find()) {
            return Set.of();
        }
        String owner = Names.owner(phrase.group(1));
        return hosts.stream().filter(owner::equals).collect(Collectors.toSet());
    }

    /** All of {@code hosts} that Envoy's phrase seems to list, unless the text of a row looks like a part of the phrase. */
    static Set<String> listed(String message, Collection<String> hosts) {
        if (named(message, hosts).isEmpty()) {
            return Set.of();
        }
        Set<String> owners = Stream.of(message.split("[\\s,]+"))
                .filter(word -> word.endsWith(":"))
                .map(word -> Names.owner(word.substring(0, word.length() - 1)))
                .collect(Collectors.toSet());
        return hosts.stream().filter(owners::contains).collect(Collectors.toSet());
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
