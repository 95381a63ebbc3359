package dev.sluice.doctor;

import dev.sluice.config.InvalidConfig;
import dev.sluice.config.Settings;

/** Reads the settings as the daemon's unit hands them to it. */
@FunctionalInterface
public interface Loading {
    Settings load() throws InvalidConfig;
}
