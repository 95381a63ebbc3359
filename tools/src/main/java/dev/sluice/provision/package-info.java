/** What a bare VM is told at its first boot: choices come in, cloud-init's user-data goes out. No I/O. */
@NullMarked
package dev.sluice.provision;

import org.jspecify.annotations.NullMarked;
