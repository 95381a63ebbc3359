package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.sluice.testing.ArchitectureRule.DAEMON;
import static dev.sluice.testing.ArchitectureRule.stage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import dev.sluice.testing.ArchitectureContract;
import dev.sluice.testing.ArchitectureRule;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The stages and what each of them may know. Each rule comes with code that it must refuse. */
class ArchitectureTest extends ArchitectureContract {
    private static final JavaClasses SLUICE = ArchitectureRule.classesOf("dev.sluice");

    static Stream<ArchitectureRule> rules() {
        return Stream.of(stages().stream(), purity().stream(), ArchitectureRule.everywhere())
                .flatMap(rules -> rules);
    }

    @Override
    protected JavaClasses module() {
        return SLUICE;
    }

    @Override
    protected List<ArchitectureRule> packages() {
        return stages();
    }

    private static List<ArchitectureRule> stages() {
        return List.of(
                stage("config", Set.of("model"), "validate.Validator"),
                stage("store", Set.of("model", "config"), "validate.Validator"),
                stage("validate", Set.of("model", "config"), "store.Store"),
                stage("keep", Set.of("model", "translate", "snapshot"), "store.Store"),
                stage("http", Set.of("model", "config"), "observe.StatusBoard"),
                stage("translate", Set.of("model"), "config.Config"),
                stage("translate.features", Set.of("model"), "translate.Translator"),
                stage("snapshot", Set.of("model", "translate"), "serve.XdsServer"),
                stage("serve", Set.of("model", "config", "translate", "snapshot"), "reconcile.Reconciler"),
                stage("contain", Set.of("model", "translate", "serve"), "reconcile.Reconciler"),
                stage(
                        "reconcile",
                        Set.of("model", "store", "validate", "keep", "translate", "snapshot", "serve", "contain"),
                        "config.Config"),
                stage(
                        "observe",
                        Set.of("model", "config", "store", "validate", "serve", "reconcile", "http"),
                        "contain.Judge"),
                stage("systemd", Set.of("model", "observe"), "reconcile.Reconciler"),
                stage("log", Set.of("config"), "observe.Status"),
                stage(
                        "command",
                        Set.of("model", "config", "store", "serve", "systemd", "log", DAEMON),
                        "reconcile.Reconciler"));
    }

    private static List<ArchitectureRule> purity() {
        return List.of(
                new ArchitectureRule(
                        classes()
                                .that()
                                .resideInAnyPackage("dev.sluice.model..", "dev.sluice.rows..")
                                .should()
                                .onlyDependOnClassesThat(resideInAnyPackage(
                                                "java.lang..",
                                                "java.util..",
                                                "java.math..",
                                                "java.time..",
                                                "org.jspecify..",
                                                "com.fasterxml.jackson..",
                                                "org.snakeyaml..",
                                                "dev.sluice.model..",
                                                "dev.sluice.rows..")
                                        .or(harmless())
                                        .or(addresses())),
                        "package dev.sluice.model; class Slf4j { org.slf4j.Logger log; }"),
                pure(
                        noClassOfThePureStages().should().dependOnClassesThat(outside()),
                        "class Files { Object read() throws Exception { return new java.io.FileInputStream(\"x\"); } }"),
                pure(
                        noClassOfThePureStages().should().accessTargetWhere(theMomentOrTheMachine()),
                        "class Timed { long now() { return System.nanoTime(); } }"),
                pure(
                        noClassOfThePureStages().should().accessTargetWhere(theMomentOrTheMachine()),
                        "class Dated { Object now() { return java.time.Instant.now(); } }"));
    }

    /** Neither reads nor writes anything. */
    private static DescribedPredicate<JavaClass> harmless() {
        return equivalentTo(Serial.class)
                .or(equivalentTo(Serializable.class))
                .or(equivalentTo(IOException.class))
                .or(equivalentTo(UncheckedIOException.class));
    }

    /** Addresses as text and bytes. */
    private static DescribedPredicate<JavaClass> addresses() {
        return equivalentTo(InetAddress.class)
                .or(equivalentTo(Inet6Address.class))
                .or(equivalentTo(UnknownHostException.class))
                .or(equivalentTo(IDN.class));
    }

    private static GivenClassesConjunction noClassOfThePureStages() {
        return noClasses()
                .that()
                .resideInAnyPackage("dev.sluice.validate..", "dev.sluice.translate..", "dev.sluice.snapshot..");
    }

    private static ArchitectureRule pure(ArchRule rule, String violation) {
        return new ArchitectureRule(rule, "package dev.sluice.validate; " + violation);
    }

    private static DescribedPredicate<JavaClass> outside() {
        return resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..", "java.sql..")
                .and(not(harmless()))
                .and(not(addresses()))
                .or(equivalentTo(Thread.class))
                .or(equivalentTo(Clock.class))
                .or(equivalentTo(Random.class))
                .as("are I/O, a thread, a clock or chance");
    }

    private static DescribedPredicate<JavaAccess<?>> theMomentOrTheMachine() {
        Set<String> system = Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty");
        return describe("ask for the time or the environment", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return owner.equals("java.lang.System") && system.contains(name)
                    || owner.startsWith("java.time.") && name.equals("now");
        });
    }
}
