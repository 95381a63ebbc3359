package dev.sluice.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.postgresql.PGProperty;

/**
 * A rule of the architecture, with code that the rule must refuse. What the compiler sees to needs no rule: a module knows
 * those that its pom names, and no others.
 *
 * @param violation classes of which one breaks the rule
 */
public record ArchitectureRule(ArchRule rule, String... violation) {
    /** Where {@code Daemon} is, whom those know who start one. */
    public static final String DAEMON = "";

    /** Sluice's own classes in these packages, without those of the tests. */
    public static JavaClasses classesOf(String... packages) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // Of another module, as it is while everything is built.
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(packages);
    }

    /** Whether the rule refuses the code that it must refuse. */
    public boolean canFail(Path folder) throws IOException {
        return rule.evaluate(SampleCode.compiled(folder, List.of(violation))).hasViolation();
    }

    @Override
    public String toString() {
        return rule.getDescription();
    }

    /** A package knows itself, what is before it, and nothing else of Sluice. */
    public static ArchitectureRule stage(String name, Set<String> before, String unknown) {
        // The model is made of rows: who knows the one knows the other.
        Stream<String> rows = before.contains("model") ? Stream.of("rows") : Stream.empty();
        String[] known = Stream.of(Stream.of(name), before.stream(), rows)
                .flatMap(packages -> packages)
                .map(each -> each.equals(DAEMON) ? "dev.sluice" : "dev.sluice." + each + "..")
                .toArray(String[]::new);
        return new ArchitectureRule(
                classes()
                        .that()
                        .resideInAPackage("dev.sluice." + name + "..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackage("dev.sluice.."))),
                "package dev.sluice." + name + "; class Curious { dev.sluice." + unknown + " known; }");
    }

    /** The packages of the module that is tested of which none of {@code stages} tells what they may know. */
    public static List<String> packagesWithout(List<ArchitectureRule> stages) {
        File[] packages = new File("src/main/java/dev/sluice").listFiles(File::isDirectory);
        return Stream.of(Objects.requireNonNull(packages))
                .map(File::getName)
                .filter(name -> stages.stream()
                        .noneMatch(stage -> stage.violation()[0].startsWith("package dev.sluice." + name + ";")))
                .toList();
    }

    /** What holds in each module. */
    public static Stream<ArchitectureRule> everywhere() {
        return Stream.of(outsideWorld(), habits()).flatMap(List::stream);
    }

    private static List<ArchitectureRule> outsideWorld() {
        return List.of(
                new ArchitectureRule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.sluice.http..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage("org.eclipse.jetty.."),
                        "package dev.sluice.observe; class Answering { org.eclipse.jetty.server.Server server; }"),
                new ArchitectureRule(
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
                new ArchitectureRule(
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("dev.sluice.store..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.flywaydb..", "com.zaxxer.."),
                        "package dev.sluice.cli; class Migrating { org.flywaydb.core.Flyway flyway; }"),
                new ArchitectureRule(
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

    private static List<ArchitectureRule> habits() {
        return List.of(
                new ArchitectureRule(
                        slices().matching("dev.sluice.(*)..").should().beFreeOfCycles(),
                        "package dev.sluice.one; public class One { dev.sluice.two.Two two; }",
                        "package dev.sluice.two; public class Two { dev.sluice.one.One one; }"),
                new ArchitectureRule(
                        classes().should(beInANullMarkedPackage()), "package dev.sluice.forgotten; class Anything {}"),
                new ArchitectureRule(
                        noClasses()
                                .that()
                                // Envoy's own name for it.
                                .doNotHaveFullyQualifiedName("dev.sluice.translate.ConnectionManagers")
                                .should()
                                .haveNameMatching(".*[.$](Abstract\\w*|\\w*(Manager|Helper|Util|Impl)s?)"),
                        "package dev.sluice.store; class StoreManager {}"));
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
