package dev.sluice.validate;

import java.util.List;

/**
 * What is gone at once, too much to be applied unasked.
 *
 * @param id the same for the same loss, another for any other
 * @param hosts how many hosts are gone
 * @param ofHosts how many there were
 * @param targets how many targets the other hosts have less than before
 * @param ofTargets how many targets all hosts had
 * @param examples the first names of hosts that are gone or have fewer targets
 */
public record Loss(String id, int hosts, int ofHosts, int targets, int ofTargets, List<String> examples) {
    public Loss {
        examples = List.copyOf(examples);
    }

    @Override
    public String toString() {
        String lostHosts = hosts + " of " + ofHosts + " hosts";
        String lostTargets = targets + " of " + ofTargets + " targets";
        String lost = targets == 0 ? lostHosts : hosts == 0 ? lostTargets : lostHosts + " and " + lostTargets;
        return lost + " are gone at once";
    }
}
