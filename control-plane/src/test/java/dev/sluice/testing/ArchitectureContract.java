package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is tested of the architecture of each module. The module's test has a static method {@code rules}, which gives all
 * its rules.
 */
public abstract class ArchitectureContract {
    /** For the classes that must be refused. */
    @TempDir
    private static Path folder;

    /** The module's own classes. */
    protected abstract JavaClasses module();

    /** What each package of the module may know. */
    protected abstract List<ArchitectureRule> packages();

    @ParameterizedTest
    @MethodSource("rules")
    void theCodeKeepsTheRule(ArchitectureRule rule) {
        rule.rule().check(module());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRuleCanFail(ArchitectureRule rule) throws Exception {
        assertThat(rule.canFail(folder)).isTrue();
    }

    @Test
    void eachPackageHasARule() {
        assertThat(ArchitectureRule.packagesWithout(packages())).isEmpty();
    }
}
