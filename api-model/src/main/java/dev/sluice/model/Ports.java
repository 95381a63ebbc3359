package dev.sluice.model;

import dev.sluice.rows.Kind;

/** Port numbers of TCP. */
final class Ports {
    static final Kind<Integer> KIND = Kind.integer(1, 65535);

    private Ports() {}
}
