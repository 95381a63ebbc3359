package dev.sluice.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

/** What one control plane needs for a number of hosts. Its components are the keys of the JSON. */
record Result(
        String system,
        int hosts,
        int editsOfEachKind,
        double loadSeconds,
        double quietCpuPercent,
        long quietBytes,
        Cost perChange,
        Edits edits,
        Edits editsAmongOthers,
        long longestStallMillis,
        long daemonMegabytes,
        long envoyMegabytes) {
    static final String TABLE_HEAD = """
            | hosts | system | load | target changed | host added | host removed | changed, among 10 changes/s | \
            added, among them | removed, among them | unexpected answers / closed connections | quiet CPU | \
            daemon / Envoy CPU per change | bytes per change | daemon / Envoy memory | longest stall |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""";

    /** In milliseconds of CPU, beyond what a quiet time of that length costs. */
    record Cost(double daemonMillis, double envoyMillis, long bytes) {}

    /** What was used up to a moment. */
    private record Meter(long at, Duration daemon, Duration envoy, long bytes) {
        static Meter of(Rig rig) {
            long bytes = rig.received();
            return new Meter(
                    System.nanoTime(),
                    Usage.cpu(rig.daemonPid()),
                    Usage.cpu(rig.envoy().pid()),
                    bytes);
        }

        Meter since(Meter start) {
            return new Meter(at - start.at, daemon.minus(start.daemon), envoy.minus(start.envoy), bytes - start.bytes);
        }
    }

    static Result of(Contender contender, Options options, int hosts)
            throws SQLException, IOException, InterruptedException {
        try (Rig rig = Rig.start(contender)) {
            double load = load(rig, hosts);
            Thread.sleep(Options.SETTLE.toMillis());
            Meter quiet = quiet(rig, options.quiet());
            Cost cost = cost(rig, options.edits(), quiet);
            try (Stalls stalls = Stalls.watch(rig.envoy().adminPort())) {
                Edits alone = Edits.in(rig, hosts, options.edits());
                Churn churn = Churn.in(rig, hosts);
                Edits among = Edits.in(rig, hosts, options.edits());
                churn.close();
                return new Result(
                        contender.name(),
                        hosts,
                        options.edits(),
                        load,
                        Math.round(1e4 * quiet.daemon().toNanos() / quiet.at()) / 100.0,
                        quiet.bytes(),
                        cost,
                        alone,
                        among,
                        stalls.longest().toMillis(),
                        Usage.memory(rig.daemonPid()),
                        Usage.memory(rig.envoy().pid()));
            }
        }
    }

    private static double load(Rig rig, int hosts) throws SQLException, InterruptedException {
        rig.addHosts(1, hosts);
        long start = System.nanoTime();
        for (int host : new int[] {hosts, 1, hosts / 2}) {
            rig.await(Rig.host(host), "refused", rig.one(), answer -> {});
        }
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }

    private static Meter quiet(Rig rig, Duration time) throws InterruptedException {
        Meter start = Meter.of(rig);
        Thread.sleep(time.toMillis());
        return Meter.of(rig).since(start);
    }

    /** Nobody asks Envoy for anything meanwhile: all it uses it uses for the changes. */
    private static Cost cost(Rig rig, int changes, Meter quiet) throws SQLException, InterruptedException {
        Meter start = Meter.of(rig);
        for (int i = 0; i < changes; i++) {
            rig.pointTo(i % 2 == 0 ? rig.two() : rig.one(), Rig.host(2 + i / 2 % 20));
            // Longer than a second: what polls each second is to see each change by itself.
            Thread.sleep(Options.BETWEEN_CHANGES.toMillis());
        }
        Meter used = Meter.of(rig).since(start);
        if (changes % 2 == 1) {
            rig.pointTo(rig.one(), Rig.host(2 + changes / 2 % 20));
        }
        double scale = (double) used.at() / quiet.at();
        return new Cost(
                each(used.daemon(), quiet.daemon(), scale, changes),
                each(used.envoy(), quiet.envoy(), scale, changes),
                Math.round((used.bytes() - quiet.bytes() * scale) / changes));
    }

    private static double each(Duration used, Duration quiet, double scale, int changes) {
        return Math.max(0, Math.round((used.toNanos() - quiet.toNanos() * scale) / changes / 1e5) / 10.0);
    }

    String tableRow() {
        return String.format(
                Locale.ROOT,
                "| %,d | %s | %.1f s | %s | %s | %s | %s | %s | %s | %d / %d | %.1f %% | %.1f / %.1f ms | %,d |"
                        + " %d / %d MB | %d ms |",
                hosts,
                system,
                loadSeconds,
                edits.targetChanged(),
                edits.hostAdded(),
                edits.hostRemoved(),
                editsAmongOthers.targetChanged(),
                editsAmongOthers.hostAdded(),
                editsAmongOthers.hostRemoved(),
                edits.unexpectedAnswers() + editsAmongOthers.unexpectedAnswers(),
                edits.closed() + editsAmongOthers.closed(),
                quietCpuPercent,
                perChange.daemonMillis(),
                perChange.envoyMillis(),
                perChange.bytes(),
                daemonMegabytes,
                envoyMegabytes,
                longestStallMillis);
    }
}
