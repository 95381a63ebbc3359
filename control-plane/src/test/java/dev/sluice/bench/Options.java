package dev.sluice.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was asked for. */
record Options(List<Integer> hosts, int edits, Duration quiet, List<Contender> contenders, boolean daemonAlone) {
    static final Duration SETTLE = Duration.ofSeconds(3);
    static final Duration BETWEEN_CHANGES = Duration.ofMillis(1100);

    static final String USAGE = """
            bench/run [--hosts 100,1000,10000] [--edits 40] [--quiet-seconds 20] [--rival COMMAND --bootstrap FILE]
            bench/run --daemon-alone yes [--hosts 100000] [--edits 40]

            With --daemon-alone a client takes Envoy's place that does nothing with what it is sent, for numbers of hosts
            that would need an Envoy of many gigabytes.
            The rival is measured after Sluice, in the same way: any command that serves xDS to Envoy from the tables
            hosts, targets and health_checks of the database in DATABASE_URL, on the port in XDS_PORT. FILE is its
            Envoy's bootstrap, with @XDS@ and @ADMIN@ for the two ports and a cluster named xds_cluster.""";

    private static final Set<String> NAMES =
            Set.of("--hosts", "--edits", "--quiet-seconds", "--rival", "--bootstrap", "--daemon-alone");

    static Options of(String[] args, Path root) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i]);
            }
            given.put(args[i], args[i + 1]);
        }
        return new Options(
                Stream.of(given.getOrDefault("--hosts", "1000").split(","))
                        .map(Options::number)
                        .toList(),
                number(given.getOrDefault("--edits", "40")),
                Duration.ofSeconds(number(given.getOrDefault("--quiet-seconds", "20"))),
                contenders(given.get("--rival"), given.get("--bootstrap"), root),
                given.getOrDefault("--daemon-alone", "no").equals("yes"));
    }

    private static List<Contender> contenders(@Nullable String rival, @Nullable String bootstrap, Path root) {
        List<Contender> contenders = new ArrayList<>(List.of(Contender.sluice(root)));
        if (rival != null && bootstrap != null) {
            contenders.add(Contender.rival(rival, Path.of(bootstrap)));
        } else if (rival != null || bootstrap != null) {
            throw new IllegalArgumentException("--rival and --bootstrap go together");
        }
        return contenders;
    }

    private static int number(String text) {
        int number = Integer.parseInt(text.strip());
        if (number < 1) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }
}
