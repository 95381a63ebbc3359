package dev.sluice.reconcile;

import java.time.Duration;

/**
 * One change that was sent to the Envoys of one fleet.
 *
 * @param fleet whose
 * @param revision the content's version, the same in every daemon that serves it
 * @param hosts how many hosts are served
 * @param targets how many targets they have
 * @param changed how many resources came, went or differ
 * @param took from the start of the read to the last byte handed over
 */
public record Publication(String fleet, String revision, int hosts, int targets, int changed, Duration took) {}
