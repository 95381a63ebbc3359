package dev.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGProperty;

/** The stages and what each of them may know. Each rule comes with code that it must refuse. */
class ArchitectureTest {
    private static final JavaClasses SLUICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluice");

    /** For the classes that must be refused. */
    @TempDir
    private static Path folder;

    /**
     * One rule.
     *
     * @param violation classes of which one breaks it
     */
    private record Rule(ArchRule rule, String... violation) {
        @Override
        public String toString() {
            return rule.getDescription();
        }
    }

    static Stream<Rule> rules() {
        return Stream.of(stages(), outsideWorld(), habits()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theCodeKeepsTheRule(Rule rule) {
        rule.rule().check(SLUICE);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRuleCanFail(Rule rule) throws Exception {
        JavaClasses violation = SampleCode.compiled(folder, List.of(rule.violation()));
        assertThat(rule.rule().evaluate(violation).hasViolation()).isTrue();
    }

    private static List<Rule> stages() {
        return List.of(
                stage("model", Set.of(), "store.Store"),
                stage("config", Set.of("model"), "validate.Validator"),
                stage("store", Set.of("model", "config"), "validate.Validator"),
                stage("validate", Set.of("model", "config"), "store.Store"),
                stage("keep", Set.of("model", "translate", "snapshot"), "store.Store"),
                stage("http", Set.of("model", "config"), "observe.StatusBoard"),
                stage("judge", Set.of("model", "translate"), "serve.XdsServer"),
                stage("translate", Set.of("model"), "config.Config"),
                stage("translate.features", Set.of("model"), "translate.Translator"),
                stage("snapshot", Set.of("model", "translate"), "serve.XdsServer"),
                stage("serve", Set.of("model", "config", "translate", "snapshot"), "reconcile.Reconciler"),
                stage(
                        "reconcile",
                        Set.of("model", "store", "validate", "keep", "translate", "snapshot", "serve"),
                        "config.Config"),
                new Rule(
                        slices().matching("dev.sluice.(*)..").should().beFreeOfCycles(),
                        "package dev.sluice.one; public class One { dev.sluice.two.Two two; }",
                        "package dev.sluice.two; public class Two { dev.sluice.one.One one; }"));
    }

    /** A stage knows itself, what is before it, and nothing else of Sluice. */
    private static Rule stage(String name, Set<String> before, String unknown) {
        List<String> known = new ArrayList<>(List.of("dev.sluice." + name + ".."));
        before.forEach(each -> known.add("dev.sluice." + each + ".."));
        return new Rule(
                classes()
                        .that()
                        .resideInAPackage("dev.sluice." + name + "..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(known.toArray(String[]::new))
                                .or(resideOutsideOfPackage("dev.sluice.."))),
                "package dev.sluice." + name + "; class Curious { dev.sluice." + unknown + " known; }");
    }

    private static List<Rule> outsideWorld() {
        return List.of(
                new Rule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.sluice.http..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.eclipse.jetty.."),
                        "package dev.sluice.observe; class Answering { org.eclipse.jetty.server.Server server; }"),
                new Rule(
                        classes()
                                .that()
                                .resideInAPackage("dev.sluice.model..")
                                .should()
                                .onlyDependOnClassesThat(resideInAnyPackage(
                                                "java.lang..",
                                                "java.util..",
                                                "java.math..",
                                                "java.time..",
                                                "org.jspecify..",
                                                "com.fasterxml.jackson..",
                                                "org.snakeyaml..",
                                                "dev.sluice.model..")
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
                        "class Dated { Object now() { return java.time.Instant.now(); } }"),
                new Rule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        "dev.sluice.store..",
                                        // Commands of their own with SQL of their own.
                                        "dev.sluice.cli..",
                                        "dev.sluice.demo..",
                                        "dev.sluice.local..")
                                .should()
                                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
                                        // The driver's list of settings, against which config checks names.
                                        .and(not(equivalentTo(PGProperty.class)))),
                        "package dev.sluice.reconcile; class Asking { java.sql.Connection database; }"),
                new Rule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.sluice.store..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.flywaydb..", "com.zaxxer.."),
                        "package dev.sluice.cli; class Migrating { org.flywaydb.core.Flyway flyway; }"),
                new Rule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.sluice.serve..")
                                .and()
                                // Borrows a socket of the Netty inside.
                                .doNotHaveFullyQualifiedName("dev.sluice.systemd.EpollSocket")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("io.grpc..", "io.envoyproxy.controlplane.server.."),
                        "package dev.sluice.snapshot; class Serving { io.grpc.Server server; }"));
    }

    private static List<Rule> habits() {
        return List.of(
                new Rule(classes().should(beInANullMarkedPackage()), "package dev.sluice.forgotten; class Anything {}"),
                new Rule(
                        noClasses()
                                .that()
                                // Envoy's own name for it.
                                .doNotHaveFullyQualifiedName("dev.sluice.translate.ConnectionManagers")
                                .should()
                                .haveNameMatching(".*[.$](Abstract\\w*|\\w*(Manager|Helper|Util|Impl)s?)"),
                        "package dev.sluice.store; class StoreManager {}"));
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

    private static Rule pure(ArchRule rule, String violation) {
        return new Rule(rule, "package dev.sluice.validate; " + violation);
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

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(NullMarked.class))
                        .orElse(false);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName()));
            }
        };
    }
}
