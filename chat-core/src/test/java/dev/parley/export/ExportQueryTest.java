package dev.parley.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.export.InvalidExportException.Code;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportQueryTest {

    private static final Instant NOW = Instant.parse("2025-06-12T12:00:00Z");

    @Test
    void parse_roomOnly_isEverythingInUtc() {
        assertThat(parse("room", "C#")).isEqualTo(ExportQuery.of(RoomName.of("C#")));
    }

    @Test
    void parse_allFilters_areRead() {
        ExportQuery query = parse(
                "room",
                "Java",
                "from",
                "2025-06-01",
                "to",
                "2025-06-02T10:30",
                "zone",
                "Europe/Berlin",
                "user",
                "7",
                "name",
                "Alice",
                "format",
                "csv",
                "_",
                "123");

        assertThat(query.range())
                .isEqualTo(TimeRange.of(Instant.parse("2025-05-31T22:00:00Z"), Instant.parse("2025-06-02T08:30:00Z")));
        assertThat(query.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(query.user()).isEqualTo(UserId.of("7"));
        assertThat(query.name()).isEqualTo("Alice");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-06-12T04:40:00Z, 2025-06-12T04:40:00Z",
        "2025-06-12T04:40:00.250Z, 2025-06-12T04:40:00.250Z",
        "2025-06-12T04:40:00+05:30, 2025-06-11T23:10:00Z",
        "2025-06-12T04:40:00-05:00, 2025-06-12T09:40:00Z",
        "2025-06-12T04:40, 2025-06-12T04:40:00Z",
        "2025-06-12, 2025-06-12T00:00:00Z"
    })
    void parse_times_areReadInEachForm(String text, String expected) {
        assertThat(parse("room", "Java", "from", text).range().from()).isEqualTo(Instant.parse(expected));
    }

    @Test
    void parse_dayWithoutMidnight_beginsWhenTheDayBegins() {
        ExportQuery query = parse("room", "Java", "from", "2018-11-04", "zone", "America/Sao_Paulo");

        assertThat(query.range().from()).isEqualTo(Instant.parse("2018-11-04T03:00:00Z"));
    }

    @Test
    void parse_last_countsBackFromNow() {
        assertThat(parse("room", "Java", "last", "7d").range())
                .isEqualTo(new TimeRange(Instant.parse("2025-06-05T12:00:00Z"), null));
        assertThat(parse("room", "Java", "last", "12h", "to", "2025-06-01").range())
                .isEqualTo(TimeRange.of(Instant.parse("2025-05-31T12:00:00Z"), Instant.parse("2025-06-01T00:00:00Z")));
    }

    @Test
    void parse_noRoom_saysSoInTheWordsOfTheSpecification() {
        assertRefused(Code.ROOM_REQUIRED);
        assertRefused(Code.ROOM_REQUIRED, "room", "");
        assertThatThrownBy(() -> parse()).hasMessage("Room name is required");
    }

    @Test
    void parse_operatorInjection_isRefused() {
        assertRefused(Code.INVALID_PARAMETER, "room[$ne]", "x");
        assertRefused(Code.INVALID_PARAMETER, "room", "Java", "room[]", "x");
        assertRefused(Code.INVALID_PARAMETER, "room", "Java", "from[$gt]", "");
        assertThat(parse("room", "{\"$ne\":null}").room()).isEqualTo(RoomName.of("{\"$ne\":null}"));
    }

    @Test
    void parse_parameterTwice_isRefused() {
        Map<String, List<String>> twice = Map.of("room", List.of("Java", "Python"));

        assertThatThrownBy(() -> ExportQuery.parse(twice, NOW)).satisfies(e -> isRefused(e, Code.INVALID_PARAMETER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "12.06.2025", "2025-13-01", "2025-06-31", "1749700000000", "2025-06-12T25:00Z"})
    void parse_badTime_isRefused(String text) {
        assertRefused(Code.INVALID_TIME, "room", "Java", "from", text);
        assertRefused(Code.INVALID_TIME, "room", "Java", "to", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "d", "-1d", "0d", "1.5d", "7D", "100000d", "7d "})
    void parse_badLast_isRefused(String text) {
        assertRefused(Code.INVALID_TIME, "room", "Java", "last", text);
    }

    @Test
    void parse_rangeThatEndsBeforeItBegins_isRefused() {
        assertRefused(Code.INVALID_TIME, "room", "Java", "from", "2025-06-02", "to", "2025-06-01");
        assertRefused(Code.INVALID_TIME, "room", "Java", "from", "2025-06-02", "last", "7d");
    }

    @Test
    void parse_badZoneUserRoom_areRefused() {
        assertRefused(Code.INVALID_ZONE, "room", "Java", "zone", "Mars/Olympus");
        assertRefused(Code.INVALID_ZONE, "room", "Java", "zone", "x".repeat(5000));
        assertRefused(Code.INVALID_USER, "room", "Java", "user", "x".repeat(5000));
        assertRefused(Code.INVALID_USER, "room", "Java", "name", "x".repeat(5000));
        assertRefused(Code.INVALID_ROOM, "room", "x".repeat(5000));
        assertRefused(Code.INVALID_ROOM, "room", " \u200b");
        assertRefused(Code.INVALID_ROOM, "room", "a\ud800b");
    }

    @Test
    void parse_namesInAnotherForm_areThoseThatClientsGive() {
        assertThat(parse("room", " cafe\u0301 ").room()).isEqualTo(RoomName.of("caf\u00e9"));
        assertThat(parse("room", "Java", "name", " Rene\u0301").name()).isEqualTo("Ren\u00e9");
    }

    @Test
    void exporter_unknownFormat_isRefused() {
        Exports exports = Exports.standard();
        for (String format : List.of("../../x", "exe", "TXT", "csv ", "x".repeat(5000))) {
            assertThatThrownBy(() -> exports.exporter(format)).satisfies(e -> isRefused(e, Code.UNKNOWN_FORMAT));
        }
        assertThat(exports.exporter(null).format()).isEqualTo("txt");
        assertThat(exports.exporter("").format()).isEqualTo("txt");
        assertThat(exports.formats()).containsExactly("txt", "csv", "json", "ndjson");
    }

    @Test
    void with_ownFormat_isAddedOrReplaced() {
        Exports exports = Exports.standard().with(new CsvExporter().withFormulaGuard(false));

        assertThat(exports.formats()).hasSize(4);
        assertThat(exports.exporter("csv")).isNotSameAs(Exports.standard().exporter("csv"));
    }

    private static ExportQuery parse(String... namesAndValues) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return ExportQuery.parse(parameters, NOW);
    }

    private static void assertRefused(Code code, String... namesAndValues) {
        assertThatThrownBy(() -> parse(namesAndValues)).satisfies(e -> isRefused(e, code));
    }

    private static void isRefused(Throwable failure, Code code) {
        assertThat(failure).isInstanceOf(InvalidExportException.class);
        assertThat(((InvalidExportException) failure).code()).isEqualTo(code);
        assertThat(failure.getMessage()).hasSizeLessThan(200);
    }
}
