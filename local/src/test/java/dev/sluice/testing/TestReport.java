package dev.sluice.testing;

import com.google.common.base.Throwables;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * What a run of tests prints: a line for each class, and of a test that fails the reason and what was printed while it
 * ran, by itself or by a daemon. JUnit finds this as a service, under whatever runs the tests.
 */
public final class TestReport implements TestExecutionListener {
    private final PrintStream console;
    private final Path folder;

    @SuppressWarnings("NullAway.Init")
    private Running running;

    public TestReport() {
        this(System.out, Path.of("target", "test-output"));
    }

    TestReport(PrintStream console, Path folder) {
        this.console = console;
        this.folder = folder;
    }

    /** The tests that are to run, and how far they are. */
    private static final class Running {
        private final TestPlan plan;
        private final OutputOfTests output;
        private final long classes;
        private final Map<String, Long> begun = new HashMap<>();
        private int ended;
        private @Nullable Result current;

        private Running(TestPlan plan, OutputOfTests output) {
            this.plan = plan;
            this.output = output;
            this.classes = plan.countTestIdentifiers(TestReport::isTestClass);
        }
    }

    /** Of one class, so far. */
    private static final class Result {
        private final String testClass;
        private final long start = System.nanoTime();
        private int tests;
        private int failed;

        private Result(String testClass) {
            this.testClass = testClass;
        }

        private String line() {
            String verdict = failed == 0 ? tests + " passed" : failed + " FAILED of " + tests;
            return "%s: %s, %.1f s".formatted(testClass, verdict, (System.nanoTime() - start) / 1e9);
        }
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        Awaitility.setDefaultTimeout(Patience.LIMIT);
        running = new Running(plan, new OutputOfTests(folder));
        PrintStream captured = new PrintStream(running.output, true, StandardCharsets.UTF_8);
        System.setOut(captured);
        System.setErr(captured);
    }

    /** Whether it stands in no other class. */
    private static boolean isTestClass(TestIdentifier identifier) {
        return identifier.getSource().filter(ClassSource.class::isInstance).isPresent()
                && identifier
                        .getParentIdObject()
                        .filter(engine -> engine.getSegments().size() == 1)
                        .isPresent();
    }

    @Override
    public void executionStarted(TestIdentifier identifier) {
        if (isTestClass(identifier)) {
            running.current = new Result(identifier.getDisplayName());
            running.output.begin(identifier.getDisplayName());
        }
        running.begun.put(identifier.getUniqueId(), running.output.position());
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        Optional<Long> from = Optional.ofNullable(running.begun.remove(identifier.getUniqueId()));
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            count(0, 1);
            showFailure(path(identifier), result.getThrowable(), from.orElse(0L));
        }
        if (identifier.isTest()) {
            count(1, 0);
        }
        if (isTestClass(identifier) && running.current != null) {
            running.ended++;
            console.println(running.ended + "/" + running.classes + " " + running.current.line());
        }
    }

    private void count(int tests, int failed) {
        if (running.current != null) {
            running.current.tests += tests;
            running.current.failed += failed;
        }
    }

    /** Such as {@code DoctorIT > aCheck(int) > [2] 7}. */
    private String path(TestIdentifier identifier) {
        return Stream.iterate(
                        Optional.of(identifier), Optional::isPresent, child -> child.flatMap(running.plan::getParent))
                .flatMap(Optional::stream)
                // The engine is not of interest.
                .filter(each -> each.getParentIdObject().isPresent())
                .map(TestIdentifier::getDisplayName)
                .reduce((child, parent) -> parent + " > " + child)
                .orElse(identifier.getDisplayName());
    }

    private void showFailure(String test, Optional<Throwable> thrown, long from) {
        console.println("FAILED " + test);
        thrown.map(Throwables::getStackTraceAsString)
                .map(TestReport::withoutJUnit)
                .ifPresent(console::println);
        console.println("  " + running.output.path() + " while it ran:");
        running.output.since(from).lines().forEach(line -> console.println("  | " + line));
    }

    private static String withoutJUnit(String stackTrace) {
        return stackTrace
                .lines()
                .filter(line ->
                        !line.matches("\tat (org\\.junit|org\\.apache\\.maven|java\\.base/jdk\\.internal\\.reflect).*"))
                .collect(Collectors.joining("\n"));
    }
}
