package dev.sluice.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.snapshot.Versions.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VersionsTest {
    private static final ByteString BYTES = ByteString.copyFromUtf8("content");

    @Test
    void equalBytesGiveEqualVersionsHoweverTheyAreHeld() {
        ByteString inPieces = ByteString.copyFromUtf8("con".repeat(200)).concat(ByteString.copyFromUtf8("tent"));
        assertThat(Versions.of(inPieces, ""))
                .isEqualTo(Versions.of(ByteString.copyFrom(inPieces.toByteArray()), ""))
                .isNotEqualTo(Versions.of(BYTES, ""));
    }

    @Test
    void aVersionIsTwelveCharactersThatAHeaderAndALogTake() {
        assertThat(Versions.of(BYTES, "")).matches("[A-Za-z0-9_-]{12}");
        assertThat(Versions.of(Sum.ZERO)).matches("[A-Za-z0-9_-]{12}");
    }

    @Test
    void anotherCompanionGivesAnotherVersion() {
        assertThat(Set.of(Versions.of(BYTES, ""), Versions.of(BYTES, "a"), Versions.of(BYTES, "b")))
                .hasSize(3);
    }

    @Test
    void mapsAreWrittenInOneOrder() {
        List<Integer> numbers = IntStream.range(0, 100).boxed().toList();
        List<Integer> backwards = new ArrayList<>(numbers);
        Collections.reverse(backwards);
        assertThat(Versions.bytes(struct(backwards))).isEqualTo(Versions.bytes(struct(numbers)));
    }

    private static Struct struct(List<Integer> numbers) {
        Struct.Builder struct = Struct.newBuilder();
        numbers.forEach(number -> struct.putFields(
                "field " + number, Value.newBuilder().setNumberValue(number).build()));
        return struct.build();
    }

    @Test
    void aSumIsTheSameWhateverTheWayToIt() {
        Sum there = Sum.ZERO.plus("a", "1").plus("b", "2").plus("c", "3");
        assertThat(Sum.ZERO.plus("c", "3").plus("a", "1").plus("b", "2")).isEqualTo(there);
        assertThat(there.plus("d", "4").minus("d", "4")).isEqualTo(there);
        assertThat(there.minus("a", "1").minus("c", "3").minus("b", "2")).isEqualTo(Sum.ZERO);
    }

    @Test
    void aSumTellsNamesFromVersionsAndOneSetFromAnother() {
        Set<Sum> sums = new HashSet<>();
        sums.add(Sum.ZERO);
        sums.add(Sum.ZERO.plus("a", "1"));
        sums.add(Sum.ZERO.plus("1", "a"));
        sums.add(Sum.ZERO.plus("a1", ""));
        sums.add(Sum.ZERO.plus("", "a1"));
        sums.add(Sum.ZERO.plus("a", "2").plus("b", "1"));
        sums.add(Sum.ZERO.plus("a", "1").plus("b", "2"));
        sums.add(Sum.ZERO.plus("a", "1").plus("a", "1"));
        assertThat(sums).hasSize(8);
    }
}
