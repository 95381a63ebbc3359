package dev.sluice.doctor;

import dev.sluice.model.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The two units. */
final class UnitChecks {
    /** Exit code of a daemon whose settings are wrong. */
    private static final String CONFIGURATION = "78";

    private UnitChecks() {}

    static List<Finding> of(Examination seen) {
        return seen.installed()
                .units()
                .judged(
                        "units",
                        "",
                        units -> units.properties().stream()
                                .flatMap(unit -> of(unit).stream())
                                .toList());
    }

    private static List<Finding> of(Map<String, String> unit) {
        String name = unit.getOrDefault("Id", "?");
        String brief = name.replace(".service", "");
        String state = unit.getOrDefault("ActiveState", "");
        if (unit.getOrDefault("LoadState", "").equals("not-found")) {
            return List.of(Finding.fail(name, "is not installed", "run deploy/install of the release"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(state(name, brief, state, unit));
        if (!unit.getOrDefault("UnitFileState", "").equals("enabled")) {
            findings.add(Finding.warn(name, "does not start with the machine", "systemctl enable " + brief));
        }
        int restarts = Integer.parseInt(unit.getOrDefault("NRestarts", "0"));
        if (restarts > 0) {
            findings.add(Finding.warn(
                    name,
                    "was started again " + Counted.of(restarts, "time") + " by systemd, because it ended",
                    "journalctl -u " + brief + " says why"));
        }
        return findings;
    }

    private static Finding state(String name, String brief, String state, Map<String, String> unit) {
        String logs = "journalctl -u " + brief + " -n 30 says why; then: systemctl restart " + brief;
        if (state.equals("active")) {
            return Finding.ok(name, "runs");
        }
        if (state.equals("activating")) {
            return Finding.warn(name, "is starting", "if it stays so: journalctl -u " + brief + " -n 30");
        }
        boolean settings = unit.getOrDefault("ExecMainStatus", "").equals(CONFIGURATION);
        String reason = settings ? " because a setting is wrong" : " (" + unit.getOrDefault("Result", "") + ")";
        return state.equals("inactive")
                ? Finding.fail(name, "does not run", "systemctl start " + brief)
                : Finding.fail(name, "does not run: " + state + reason, logs);
    }
}
