package dev.sluice.doctor;

import java.util.List;

/** Judges one thing. Pure: what there is to see is in the examination. */
@FunctionalInterface
interface Check {
    List<Finding> of(Examination seen);
}
