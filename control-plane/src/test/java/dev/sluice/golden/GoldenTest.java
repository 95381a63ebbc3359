package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case's rows become exactly what its files say. {@code -Dgolden.update=true} writes the files instead. */
class GoldenTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    static Stream<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRowsBecomeWhatTheFilesSay(GoldenCase golden) throws IOException {
        SortedMap<String, String> files = golden.files();
        if (UPDATE) {
            write(golden, files);
        }
        SortedMap<String, String> found = found(golden.folder());
        assertThat(found.keySet()).as("the files of " + golden).isEqualTo(files.keySet());
        files.forEach(
                (name, content) -> assertThat(content).as(golden + "/" + name).isEqualTo(found.get(name)));
    }

    @Test
    void eachFolderIsACaseAndEachFileBelongsToOne() throws IOException {
        try (Stream<Path> entries = Files.list(GoldenCase.GOLDEN)) {
            assertThat(entries.filter(entry -> !Files.isDirectory(entry)).map(GoldenTest::name))
                    .containsExactly("README.md");
        }
        assertThat(GoldenCase.all())
                .hasSizeGreaterThan(10)
                .allSatisfy(golden ->
                        assertThat(golden.folder().resolve("rows.yaml")).exists());
    }

    @Test
    void theReadmeNamesEachCase() throws IOException {
        String readme = Files.readString(GoldenCase.GOLDEN.resolve("README.md"));
        Set<String> named = readme.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .isEqualTo(GoldenCase.all().map(GoldenCase::name).collect(Collectors.toCollection(TreeSet::new)));
    }

    private static SortedMap<String, String> found(Path folder) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> !GoldenCase.INPUTS.contains(name(file)))
                    .toList()) {
                found.put(name(file), Files.readString(file));
            }
        }
        return found;
    }

    private static void write(GoldenCase golden, SortedMap<String, String> files) throws IOException {
        Set<String> stale = new TreeSet<>(found(golden.folder()).keySet());
        stale.removeAll(files.keySet());
        for (String name : stale) {
            Files.delete(golden.folder().resolve(name));
        }
        for (var file : files.entrySet()) {
            Files.writeString(golden.folder().resolve(file.getKey()), file.getValue());
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
