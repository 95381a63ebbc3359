package dev.sluice;

import static dev.sluice.testing.ArchitectureRule.DAEMON;
import static dev.sluice.testing.ArchitectureRule.stage;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.sluice.testing.ArchitectureContract;
import dev.sluice.testing.ArchitectureRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What each of the tools may know. Each rule comes with code that it must refuse. */
class ToolsArchitectureTest extends ArchitectureContract {
    private static final JavaClasses TOOLS = ArchitectureRule.classesOf(
            "dev.sluice.cli", "dev.sluice.demo", "dev.sluice.doctor", "dev.sluice.provision");

    static Stream<ArchitectureRule> rules() {
        return Stream.concat(tools().stream(), ArchitectureRule.everywhere());
    }

    @Override
    protected JavaClasses module() {
        return TOOLS;
    }

    @Override
    protected List<ArchitectureRule> packages() {
        return tools();
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
