package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.translate.Translator;
import dev.sluice.translate.features.Feature;
import dev.sluice.translate.features.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each feature has golden cases, named in the README, which show it: without the feature they would be others. */
class GoldenFeaturesTest {
    /** A line of the README's table of features. */
    private record Line(String feature, List<String> cases) {
        static Line of(String text) {
            String[] cells = text.split("\\|");
            return new Line(
                    cells[1].strip(),
                    Stream.of(cells[2].split(","))
                            .map(name -> name.replace("`", "").strip())
                            .toList());
        }
    }

    private static List<Line> lines() throws IOException {
        return Files.readString(GoldenCase.GOLDEN.resolve("README.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("| feature |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(Line::of)
                .toList();
    }

    static Stream<Arguments> shown() throws IOException {
        return lines().stream().flatMap(line -> line.cases().stream().map(each -> arguments(line.feature(), each)));
    }

    @Test
    void theReadmeNamesTheFeaturesInTheirOrder() throws IOException {
        assertThat(lines())
                .extracting(Line::feature)
                .isEqualTo(Features.LIST.stream().map(GoldenFeaturesTest::name).toList());
    }

    @ParameterizedTest(name = "{1} shows {0}")
    @MethodSource("shown")
    void aCaseShowsItsFeature(String feature, String name) throws IOException {
        GoldenCase golden = new GoldenCase(GoldenCase.GOLDEN.resolve(name));
        Translator translator = golden.translator();
        List<Feature> others = new ArrayList<>(Features.LIST);
        others.removeIf(each -> name(each).equals(feature));
        Translator without = new Translator(translator.listenAddress(), translator.transport(), new Features(others));
        assertThat(golden.resources(without)).isNotEqualTo(golden.resources(translator));
    }

    private static String name(Feature feature) {
        return feature.getClass().getSimpleName();
    }
}
