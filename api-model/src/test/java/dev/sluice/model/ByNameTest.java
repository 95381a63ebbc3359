package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByNameTest {
    private record Differs(
            @Nullable Integer before, @Nullable Integer after) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itIsAMapThroughAnyChanges(long seed) {
        Random random = new Random(seed);
        Map<String, Integer> expected = new HashMap<>();
        ByName<Integer> map = ByName.empty();
        for (int step = 0; step < 300; step++) {
            Map<String, @Nullable Integer> changes = changes(random);
            Map<String, Integer> before = new HashMap<>(expected);
            ByName<Integer> mapBefore = map;
            changes.forEach((name, value) -> {
                if (value == null) {
                    expected.remove(name);
                } else {
                    expected.put(name, value);
                }
            });
            map = map.with(changes);
            assertThat(map).isEqualTo(expected).hasSize(expected.size());
            assertThat(mapBefore).as("the map before").isEqualTo(before);
            assertThat(diff(mapBefore, map)).isEqualTo(expectedDiff(before, expected));
        }
    }

    @Test
    void equalValuesLeaveTheVeryMap() {
        ByName<List<Integer>> map = ByName.of(List.of(List.of(1), List.of(2)), List::toString);
        assertThat(map.with(Map.of("[1]", List.of(1)))).isSameAs(map);
        assertThat(map.withExactly(Map.of("[1]", List.of(1), "[2]", List.of(2))))
                .isSameAs(map);
    }

    @Test
    void withExactlyTakesAwayWhatIsNotNamed() {
        ByName<Integer> map = ByName.of(List.of(1, 2, 3), String::valueOf);
        assertThat(map.withExactly(Map.of("2", 2, "4", 4))).isEqualTo(Map.of("2", 2, "4", 4));
        assertThat(map.withExactly(Map.of())).isEmpty();
    }

    @Test
    void theOrderDependsOnTheNamesOnly() {
        List<String> names = IntStream.range(0, 3000).mapToObj(i -> "h" + i).toList();
        ByName<String> atOnce = ByName.of(names, name -> name);
        ByName<String> oneByOne = ByName.empty();
        for (int i = names.size() - 1; i >= 0; i--) {
            oneByOne = oneByOne.with(Map.of(names.get(i), names.get(i)));
        }
        assertThat(oneByOne.keySet()).containsExactlyElementsOf(atOnce.keySet());
    }

    private static Map<String, @Nullable Integer> changes(Random random) {
        Map<String, @Nullable Integer> changes = new HashMap<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            changes.put("name" + random.nextInt(400), random.nextInt(3) == 0 ? null : random.nextInt(3));
        }
        return changes;
    }

    private static Map<String, Differs> diff(ByName<Integer> before, ByName<Integer> after) {
        Map<String, Differs> found = new HashMap<>();
        ByName.diff(before, after, (name, old, now) -> {
            assertThat(found.put(name, new Differs(old, now)))
                    .as("%s named twice", name)
                    .isNull();
        });
        return found;
    }

    private static Map<String, Differs> expectedDiff(Map<String, Integer> before, Map<String, Integer> after) {
        Map<String, Differs> expected = new HashMap<>();
        for (Map<String, Integer> each : Arrays.asList(before, after)) {
            each.keySet().stream()
                    .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                    .forEach(name -> expected.put(name, new Differs(before.get(name), after.get(name))));
        }
        return expected;
    }
}
