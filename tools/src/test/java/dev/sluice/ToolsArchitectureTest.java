package dev.sluice;

import static dev.sluice.testing.ArchitectureRule.DAEMON;
import static dev.sluice.testing.ArchitectureRule.stage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.sluice.testing.ArchitectureRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each of the tools may know. Each rule comes with code that it must refuse. */
class ToolsArchitectureTest {
    private static final JavaClasses TOOLS = ArchitectureRule.classesOf(
            "dev.sluice.cli", "dev.sluice.demo", "dev.sluice.doctor", "dev.sluice.provision");

    /** For the classes that must be refused. */
    @TempDir
    private static Path folder;

    static Stream<ArchitectureRule> rules() {
        return Stream.concat(tools().stream(), ArchitectureRule.everywhere());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theCodeKeepsTheRule(ArchitectureRule rule) {
        rule.rule().check(TOOLS);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRuleCanFail(ArchitectureRule rule) throws Exception {
        assertThat(rule.canFail(folder)).isTrue();
    }

    @Test
    void eachPackageHasARule() {
        assertThat(ArchitectureRule.packagesWithout(tools())).isEmpty();
    }

    private static List<ArchitectureRule> tools() {
        return List.of(
                stage("provision", Set.of("config"), "doctor.Vm"),
                stage(
                        "doctor",
                        Set.of("model", "config", "store", "keep", "local", "translate"),
                        "reconcile.Reconciler"),
                stage("demo", Set.of("config", "store", "local", "serve", DAEMON), "reconcile.Reconciler"),
                stage(
                        "cli",
                        Set.of(
                                "command",
                                "provision",
                                "doctor",
                                "demo",
                                "local",
                                "model",
                                "config",
                                "store",
                                "validate",
                                "translate",
                                DAEMON),
                        "serve.XdsServer"));
    }
}
