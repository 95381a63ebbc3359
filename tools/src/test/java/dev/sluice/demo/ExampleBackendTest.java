package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testing.FreePorts;
import dev.sluice.testing.TestHttp;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleBackendTest {
    private final int port = FreePorts.next();

    @Test
    void itTellsWhoItIsAndWhatReachedIt() throws Exception {
        try (ExampleBackend backend = ExampleBackend.start("first", port)) {
            assertThat(backend).isNotNull();
            assertThat(TestHttp.get(port, "hello.localhost", "/a?b", Map.of("X-Forwarded-For", "10.1.2.3"))
                            .body())
                    .isEqualTo("The first backend, port " + port + ", was asked for hello.localhost/a?b by 10.1.2.3\n");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ExampleBackend backend = ExampleBackend.start("first", port)) {
            assertThat(backend).isNotNull();
            assertThatThrownBy(() -> ExampleBackend.start("second", port))
                    .isInstanceOf(DemoFailed.class)
                    .hasMessageStartingWith("the second backend cannot listen on " + port);
        }
    }
}
