package dev.sluice.doctor;

import dev.sluice.model.Counted;
import dev.sluice.store.Checkup;
import java.util.List;
import java.util.Optional;

/** What is under all of it. */
final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final int NEWEST_JAVA = 25;

    // Resident memory, measured: docs/benchmarks.md and envoy/bootstrap.yaml. In bytes.
    private static final long MEGABYTE = 1_000_000;
    /** Debian, the daemon and Envoy, all without hosts. */
    private static final long BASE = (150 + 130 + 70) * MEGABYTE;

    private static final long HOST = 40_000 + 4_000;
    private static final long HEALTH_CHECK = 15_000;

    private MachineChecks() {}

    static List<Finding> java(Examination seen) {
        int version = seen.machine().java();
        boolean known = version >= OLDEST_JAVA && version <= NEWEST_JAVA;
        return List.of(
                known
                        ? Finding.ok("java", "version " + version)
                        : Finding.warn(
                                "java",
                                "version " + version + " is not one that Sluice is tested with",
                                "use one from " + OLDEST_JAVA + " to " + NEWEST_JAVA));
    }

    static List<Finding> memory(Examination seen) {
        Optional<Checkup.Wanted> wanted = seen.rows().wanted().value();
        if (wanted.isEmpty()) {
            return List.of(Finding.skipped("memory", "not looked at, because the rows cannot be read", ""));
        }
        long hosts = wanted.get().hosts();
        long needed = BASE + hosts * HOST + wanted.get().checked() * HEALTH_CHECK;
        return seen.machine().memory().judged("memory", "", total -> List.of(judged(needed, total, hosts)));
    }

    private static Finding judged(long needed, long total, long hosts) {
        String sentence = total / MEGABYTE + " MB; about " + needed / MEGABYTE + " MB are needed for "
                + Counted.of(hosts, "host")
                + ", without connections and without a PostgreSQL here";
        String remedy = "give the machine more memory, or move hosts to another fleet";
        if (needed > total) {
            return Finding.fail("memory", sentence, remedy);
        }
        return needed > total / 10 * 8 ? Finding.warn("memory", sentence, remedy) : Finding.ok("memory", sentence);
    }

    static List<Finding> clock(Examination seen) {
        return seen.machine()
                .synchronised()
                .judged(
                        "clock",
                        "",
                        follows -> List.of(
                                follows
                                        ? Finding.ok("clock", "follows a time server")
                                        : Finding.warn(
                                                "clock",
                                                "does not follow a time server, so times in logs and certificates will be wrong one day",
                                                "timedatectl set-ntp true")));
    }
}
