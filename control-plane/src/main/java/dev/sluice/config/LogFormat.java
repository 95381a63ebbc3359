package dev.sluice.config;

/** How log lines look; {@code AUTO} is journald's form under systemd and text elsewhere. */
public enum LogFormat {
    AUTO,
    TEXT,
    JOURNALD,
    JSON
}
