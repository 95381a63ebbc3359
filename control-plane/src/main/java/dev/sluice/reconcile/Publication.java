package dev.sluice.reconcile;

import dev.sluice.model.ByName;
import dev.sluice.model.Host;
import java.time.Duration;

/**
 * One change that was sent to the Envoys of one fleet.
 *
 * @param fleet whose
 * @param revision the content's version, the same in every daemon that serves it
 * @param hosts those that are served
 * @param targets how many targets they have together
 * @param changed how many resources came, went or differ
 * @param took from the start of the read to the last byte handed over
 */
public record Publication(String fleet, String revision, ByName<Host> hosts, int targets, int changed, Duration took) {}
