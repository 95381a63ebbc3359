package dev.sluice.validate;

/** A number of hosts and a number of targets. */
record Counts(int hosts, int targets) {
    static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts more) {
        return new Counts(hosts + more.hosts, targets + more.targets);
    }

    /** The larger number. */
    int most() {
        return Math.max(hosts, targets);
    }
}
