/**
 * Whether this VM is well: {@link dev.sluice.doctor.Examination} looks once at files, units, ports, daemon, Envoy and
 * database, the checks judge what it saw, and {@link dev.sluice.doctor.Finding}s come out. Changes nothing.
 */
@NullMarked
package dev.sluice.doctor;

import org.jspecify.annotations.NullMarked;
