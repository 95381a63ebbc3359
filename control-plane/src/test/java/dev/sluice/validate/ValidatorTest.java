package dev.sluice.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ByName;
import dev.sluice.model.Fleet;
import dev.sluice.model.Host;
import dev.sluice.model.Target;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidatorTest {
    private final Validator validator = new Validator(new TakenPorts(List.of()), Set.of("reserved"));

    @Test
    void targetsAreCountedAsHostsChangeComeGoAndFail() {
        Random random = new Random(1);
        Checked checked = Checked.NOTHING;
        for (int i = 0; i < 200; i++) {
            checked = validator.check(checked, fleet(random));
            assertThat(checked.targets())
                    .isEqualTo(checked.usable().values().stream()
                            .mapToInt(host -> host.targets().size())
                            .sum());
        }
    }

    /** A few hosts of zero to three targets; port 0 is a mistake, after which a host keeps its last good form. */
    private static Fleet fleet(Random random) {
        List<Host> hosts = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> new Host(
                        "h" + random.nextInt(8) + ".com",
                        random.nextInt(4) == 0 ? 0 : 80,
                        80,
                        IntStream.range(0, random.nextInt(4))
                                .mapToObj(n -> Target.of("10.0.0." + n))
                                .toList(),
                        List.of()))
                .toList();
        return new Fleet(ByName.of(hosts, Host::host));
    }
}
