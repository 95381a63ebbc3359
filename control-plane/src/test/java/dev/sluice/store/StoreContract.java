package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.AllRows;
import dev.sluice.model.Host;
import dev.sluice.model.Targets;
import dev.sluice.rows.Row;
import dev.sluice.testing.SampleHosts;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What every store does, the one in memory that tests use as well. */
abstract class StoreContract {
    private static final Row CHECK =
            SampleHosts.check("/", OptionalInt.of(81), Duration.ofSeconds(5), Duration.ofSeconds(10));
    private static final Host A = SampleHosts.host(
            "a.com", 80, 8080, List.of(Targets.of("10.0.0.2", 82), Targets.of("10.0.0.1")), List.of(CHECK));
    private static final Host B = SampleHosts.host("b.com", "edge", 81, 80, List.of(), List.of());

    abstract Store store() throws Exception;

    abstract void put(Host host) throws Exception;

    abstract void remove(String host) throws Exception;

    @Test
    void whatIsPutIsRead() throws Exception {
        put(A);
        put(B);
        assertThat(store().read().hosts().values()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatIsPutAgainReplacesTheFirst() throws Exception {
        put(A);
        assertThat(store().read().hosts().values()).containsExactly(A);
        Host changed = SampleHosts.host("a.com", 80, 8080, List.of(), List.of());
        put(changed);
        assertThat(store().read().hosts().values()).containsExactly(changed);
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        put(A);
        put(B);
        store().read();
        remove("a.com");
        assertThat(store().read().hosts().values()).containsExactly(B);
    }

    /** The stages after it look at what is not the same object only. */
    @Test
    void whatDidNotChangeIsTheSameObject() throws Exception {
        put(A);
        put(B);
        AllRows before = store().read();
        assertThat(store().read().hosts()).isSameAs(before.hosts());
        put(SampleHosts.host("b.com", 82, 80, List.of(), List.of()));
        AllRows after = store().read();
        assertThat(after.hosts().get("a.com")).isSameAs(before.hosts().get("a.com"));
        assertThat(after.hosts()).isNotSameAs(before.hosts());
    }
}
