/** Beside the stages: the service manager that started the process, and what it is told. */
@NullMarked
package dev.sluice.systemd;

import org.jspecify.annotations.NullMarked;
