package dev.sluice.doctor;

import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Settings;

/** Reads the settings as the daemon's unit hands them to it. */
@FunctionalInterface
public interface Loading {
    Settings load() throws InvalidConfig;

    /** The same, but a database need not be named: enough to ask who answers on this machine. */
    default Settings loadWithoutDatabase() throws InvalidConfig {
        return load();
    }
}
