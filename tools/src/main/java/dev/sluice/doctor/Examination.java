package dev.sluice.doctor;

import dev.sluice.config.Config;
import dev.sluice.config.InvalidConfig;

/** All that there is to see, looked at once: what is installed, what runs, what the database says, what the machine is. */
record Examination(Installed installed, Running running, Rows rows, Machine machine) {
    static Examination of(Vm vm, Loading loading) {
        Installed installed = Installed.look(vm, loading);
        Running running = Running.look(installed.config(), withoutDatabase(loading));
        Installed there = running.stateDir().map(installed::withStateDir).orElse(installed);
        return new Examination(there, running, Rows.look(there, running), Machine.look(vm));
    }

    /** Daemon and Envoy answer whoever asks; that the settings are root's alone, or wrong, is no reason not to ask. */
    private static Seen<Config> withoutDatabase(Loading loading) {
        try {
            return new Seen.There<>(loading.loadWithoutDatabase().config());
        } catch (InvalidConfig e) {
            return new Seen.Hidden<>("the settings are wrong", "");
        }
    }

    /** It is told as a failure, so that what follows from it need not be one as well. */
    boolean databaseIsDown() {
        return rows.database() instanceof Seen.Broken;
    }

    /** The daemon runs, and opens its xDS port only when it has something to serve. */
    boolean servesNothing() {
        return running.status()
                .value()
                .filter(status -> status.path("fleets").isEmpty())
                .isPresent();
    }

    String start(String unit) {
        if (systemd()) {
            return "systemctl start " + unit + "; if it does not stay up: journalctl -u " + unit;
        }
        return "start it: " + (unit.equals("envoy") ? "envoy -c /etc/envoy/envoy.yaml" : "sluice serve");
    }

    String restart(String unit) {
        return systemd() ? "systemctl restart " + unit : "start " + unit + " again";
    }

    String log(String unit) {
        return systemd() ? "journalctl -u " + unit : "its log says why";
    }

    private boolean systemd() {
        return !(installed.units() instanceof Seen.Hidden<Units> hidden
                && hidden.reason().equals(Vm.NO_SYSTEMD));
    }
}
