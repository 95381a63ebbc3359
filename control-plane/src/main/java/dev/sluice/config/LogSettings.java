package dev.sluice.config;

import org.slf4j.event.Level;

/** How the daemon and the commands log: the form of a line, and the least level that is written. */
public record LogSettings(LogFormat format, Level level) {}
