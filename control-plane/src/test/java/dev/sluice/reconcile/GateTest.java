package dev.sluice.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.AllRows;
import dev.sluice.testing.SampleHosts;
import dev.sluice.validate.Guard;
import dev.sluice.validate.Loss;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final AllRows FULL = hosts(30);

    private final List<Loss> held = new ArrayList<>();
    private final List<Boolean> released = new ArrayList<>();
    private final Gate gate = new Gate(new Guard(new BigDecimal("0.15"), 20), List.of(new Recorder()));

    @Test
    void aHeldReadIsToldOnceAndReleasedWhenTheRowsAreBack() {
        assertThat(gate.pass(AllRows.EMPTY, FULL)).isSameAs(FULL);
        for (int i = 0; i < 3; i++) {
            assertThat(gate.pass(FULL, AllRows.EMPTY)).isSameAs(FULL);
        }
        assertThat(held).hasSize(1);
        AllRows again = hosts(30);
        assertThat(gate.pass(FULL, again)).isSameAs(again);
        assertThat(released).containsExactly(false);
    }

    @Test
    void rowsThatComeBackOneByOneAreAllAwaited() {
        for (int i = 0; i < 30; i++) {
            assertThat(gate.pass(FULL, hosts(i))).as("%d are back", i).isSameAs(FULL);
        }
        assertThat(gate.pass(FULL, hosts(31)).hosts()).hasSize(31);
        assertThat(released).containsExactly(false);
    }

    @Test
    void whatIsConfirmedPassesOnce() {
        gate.pass(FULL, AllRows.EMPTY);
        gate.confirm(held.get(0).id());
        assertThat(gate.pass(FULL, AllRows.EMPTY)).isSameAs(AllRows.EMPTY);
        assertThat(released).containsExactly(true);
        assertThat(gate.pass(AllRows.EMPTY, FULL)).isSameAs(FULL);
        assertThat(gate.pass(FULL, AllRows.EMPTY)).isSameAs(FULL);
        assertThat(held).hasSize(2);
        assertThat(released).hasSize(1);
    }

    @Test
    void anotherLossIsNotConfirmedNorIsItLater() {
        AllRows few = hosts(5);
        gate.pass(FULL, few);
        String id = held.get(0).id();
        gate.confirm(id);
        assertThat(gate.pass(FULL, AllRows.EMPTY)).isSameAs(FULL);
        assertThat(gate.pass(FULL, few)).isSameAs(FULL);
        assertThat(released).isEmpty();
        assertThat(held).hasSize(3);
    }

    private static AllRows hosts(int number) {
        return AllRows.of(IntStream.range(0, number)
                .mapToObj(i -> SampleHosts.host("host" + i + ".example", 80, 80, List.of(), List.of()))
                .toList());
    }

    private final class Recorder implements ReconcileListener {
        @Override
        public void held(Loss loss) {
            held.add(loss);
        }

        @Override
        public void released(boolean confirmed) {
            released.add(confirmed);
        }
    }
}
