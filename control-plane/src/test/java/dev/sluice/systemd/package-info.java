@NullMarked
package dev.sluice.systemd;

import org.jspecify.annotations.NullMarked;
