package dev.sluice.doctor;

import dev.sluice.config.Config;

/** All that there is to see, looked at once: what is installed, what runs, what the database says, what the machine is. */
record Examination(Installed installed, Running running, Rows rows, Machine machine) {
    static Examination of(Vm vm, Loading loading) {
        Installed installed = Installed.look(vm, loading);
        Seen<Config> config = installed.config();
        Running running = Running.look(config);
        return new Examination(installed, running, Rows.look(installed, running), Machine.look(vm));
    }
}
