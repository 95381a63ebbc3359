package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.LoggerFactory;

class TestReportTest {
    @TempDir
    Path folder;

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OneFails {
        @Test
        void a() {
            LoggerFactory.getLogger("dev.sluice").error("a is fine", new IllegalStateException());
        }

        @Test
        void b() {
            System.out.println("b begins");
            throw new IllegalStateException("b is not");
        }

        @Test
        void c() {
            System.err.println("c is fine");
        }
    }

    static class NoneBegins {
        @BeforeAll
        static void begin() {
            System.out.println("before all");
            throw new IllegalStateException("no begin");
        }

        @Test
        void a() {}
    }

    static class AllPass {
        @Test
        void a() {
            System.out.println("fine");
        }
    }

    @Test
    void aClassThatPassesIsALineAndItsOutputAFile() throws Exception {
        assertThat(report(AllPass.class)).matches("1/1 TestReportTest\\$AllPass: 1 passed, \\d+\\.\\d s\n");
        assertThat(Files.readString(folder.resolve("TestReportTest$AllPass.log")))
                .isEqualTo("fine\n");
    }

    @Test
    void ofATestThatFailsItsReasonAndItsPartAreShown() {
        assertThat(report(AllPass.class, OneFails.class))
                .contains(
                        "FAILED TestReportTest$OneFails > b()\njava.lang.IllegalStateException: b is not\n\tat dev.sluice")
                .contains("TestReportTest$OneFails.log while it ran:\n  | b begins\n2/2 ")
                .contains("2/2 TestReportTest$OneFails: 1 FAILED of 3, ")
                .doesNotContain("fine")
                .doesNotContain("org.junit");
    }

    @Test
    void aClassThatDoesNotBeginIsAFailureToo() {
        assertThat(report(NoneBegins.class))
                .contains("FAILED TestReportTest$NoneBegins\njava.lang.IllegalStateException: no begin\n")
                .contains("  | before all\n")
                .contains("1/1 TestReportTest$NoneBegins: 1 FAILED of 0, ");
    }

    /** Of a run within this one, which has everything back afterwards. */
    private String report(Class<?>... classes) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
            for (Class<?> each : classes) {
                request.selectors(DiscoverySelectors.selectClass(each));
            }
            LauncherConfig alone = LauncherConfig.builder()
                    .enableTestExecutionListenerAutoRegistration(false)
                    .build();
            LauncherFactory.create(alone)
                    .execute(
                            request.build(),
                            new TestReport(new PrintStream(console, true, StandardCharsets.UTF_8), folder));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return console.toString(StandardCharsets.UTF_8);
    }
}
