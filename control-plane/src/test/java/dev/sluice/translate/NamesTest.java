package dev.sluice.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void theDefaultPoolIsNamedByItsHostAlone() {
        assertThat(Names.cluster("a.example", Pool.DEFAULT)).isEqualTo("a.example");
        assertThat(Names.cluster("a.example", "v2")).isEqualTo("a.example|v2");
        assertThat(Names.cluster("*", Pool.DEFAULT)).isEqualTo("*.*");
        assertThat(Names.cluster("*", "v2")).isEqualTo("*.*|v2");
    }

    @Test
    void eachNameLeadsBackToItsHost() {
        for (String host : List.of("a.example", "*.example", "*", "localhost")) {
            for (String pool : List.of(Pool.DEFAULT, "v2", "a.b_c-d")) {
                assertThat(Names.owner(Names.cluster(host, pool))).isEqualTo(host);
            }
            assertThat(Names.owner(Names.virtualHost(host))).isEqualTo(host);
        }
    }
}
