package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StructureLawsTest {

    @Test
    void files_atTheLimit_areTaken() {
        assertThat(new StructureLaws(types(StructureLaws.MAX_FILES)).violations())
                .isEmpty();
    }

    @Test
    void files_overTheLimit_areSaid() {
        assertThat(new StructureLaws(types(StructureLaws.MAX_FILES + 1)).violations())
                .singleElement()
                .asString()
                .startsWith("a.b: files: 31, at most 30: [T100, T101");
    }

    @Test
    void knot_atTheLimit_isTaken() {
        assertThat(new StructureLaws(ring(StructureLaws.MAX_KNOT)).violations()).isEmpty();
    }

    @Test
    void knot_overTheLimit_isSaid() {
        assertThat(new StructureLaws(ring(StructureLaws.MAX_KNOT + 1)).violations())
                .singleElement()
                .asString()
                .startsWith("a.b: types of a knot: 13, at most 12: [T100, T101");
    }

    @Test
    void knot_throughAnotherPackage_isNotOfThisOne() {
        Map<String, Set<String>> types = ring(StructureLaws.MAX_KNOT + 1);
        types.put("a.b.T100", Set.of("a.c.Other"));
        types.put("a.c.Other", Set.of("a.b.T101"));

        assertThat(new StructureLaws(types).violations()).isEmpty();
    }

    @Test
    void names_usedTwice_areSaid() {
        Map<String, Set<String>> types = Map.of("a.b.Wire", Set.of(), "a.c.Wire", Set.of());

        assertThat(new StructureLaws(types).violations())
                .containsExactly("Wire: one simple name for [a.b.Wire, a.c.Wire]");
    }

    @Test
    void exceptions_asLargeAsWhatThereIs_areTaken() {
        Map<String, Set<String>> types = ring(StructureLaws.MAX_FILES + 1);
        types.put("a.c.T100", Set.of());

        assertThat(new StructureLaws(types)
                        .exceptFiles("a.b", 31)
                        .exceptKnot("a.b", 31)
                        .exceptNames("T100")
                        .violations())
                .isEmpty();
    }

    @Test
    void exceptions_smallerThanWhatThereIs_areSaid() {
        assertThat(new StructureLaws(ring(StructureLaws.MAX_FILES + 2))
                        .exceptFiles("a.b", 31)
                        .exceptKnot("a.b", 31)
                        .violations())
                .hasSize(2)
                .allMatch(line -> line.contains(": 32, at most 31:"));
    }

    @Test
    void exceptions_withoutNeed_areSaid() {
        assertThat(new StructureLaws(ring(StructureLaws.MAX_KNOT))
                        .exceptFiles("a.b", 40)
                        .exceptKnot("a.b", 40)
                        .exceptFiles("a.gone", 40)
                        .exceptNames("T100")
                        .violations())
                .containsExactlyElementsOf(List.of(
                        "a.b: files: 12; remove the exception",
                        "a.b: types of a knot: 12; remove the exception",
                        "a.gone: there is no such package; remove its exception",
                        "T100: not used twice; remove the exception"));
    }

    private static Map<String, Set<String>> types(int count) {
        Map<String, Set<String>> types = new HashMap<>();
        IntStream.range(0, count).forEach(i -> types.put("a.b.T" + (100 + i), Set.of()));
        return types;
    }

    /** Types of which each refers to the next, and the last to the first. */
    private static Map<String, Set<String>> ring(int count) {
        Map<String, Set<String>> types = new HashMap<>();
        IntStream.range(0, count)
                .forEach(i -> types.put("a.b.T" + (100 + i), Set.of("a.b.T" + (100 + (i + 1) % count))));
        return types;
    }
}
