package dev.sluice.validate;

/** So many hosts, and so many targets. */
record Counts(int hosts, int targets) {
    static final Counts NONE = new Counts(0, 0);

    Counts plus(Counts more) {
        return new Counts(hosts + more.hosts, targets + more.targets);
    }

    /** The larger of the two. */
    int most() {
        return Math.max(hosts, targets);
    }
}
