package dev.sluice.doctor;

import java.util.List;

/** Every check, in the order in which they are told: what comes first is most often the cause of what comes later. */
public final class Checks {
    private static final List<Check> ALL = List.of(
            InstalledChecks::settings,
            InstalledChecks::environmentFile,
            InstalledChecks::credential,
            InstalledChecks::disk,
            InstalledChecks::kept,
            MachineChecks::java,
            MachineChecks::memory,
            MachineChecks::clock,
            UnitChecks::of,
            DatabaseChecks::database,
            DatabaseChecks::role,
            DatabaseChecks::triggers,
            DatabaseChecks::schema,
            DatabaseChecks::standby,
            DatabaseChecks::clock,
            DaemonChecks::daemon,
            DaemonChecks::rows,
            DaemonChecks::envoys,
            EnvoyChecks::envoy,
            EnvoyChecks::version,
            EnvoyChecks::source,
            EnvoyChecks::fleet,
            EnvoyChecks::otherFleets,
            PortChecks::own,
            PortChecks::incoming);

    private Checks() {}

    /** Looks at {@code vm} once, and judges. */
    public static List<Finding> run(Vm vm, Loading loading) {
        return of(Examination.of(vm, loading));
    }

    static List<Finding> of(Examination seen) {
        return ALL.stream().flatMap(check -> check.of(seen).stream()).toList();
    }
}
