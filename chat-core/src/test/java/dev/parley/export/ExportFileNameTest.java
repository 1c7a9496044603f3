package dev.parley.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExportFileNameTest {

    private static final Instant AT = Instant.parse("2025-06-12T04:40:00.123Z");

    @Test
    void of_room_hasTheFormOfTheSpecification() {
        ExportFileName name = ExportFileName.of(RoomName.of("Java"), AT, new CsvExporter());

        assertThat(name.value()).isEqualTo("chatlog-Java-2025-06-12T04-40-00-123Z.csv");
        assertThat(name.contentDisposition())
                .isEqualTo("attachment; filename=\"chatlog-Java-2025-06-12T04-40-00-123Z.csv\"; "
                        + "filename*=UTF-8''chatlog-Java-2025-06-12T04-40-00-123Z.csv");
    }

    @Test
    void of_emojiAndUmlauts_keepsThemAndHasAnAsciiForm() {
        ExportFileName name = ExportFileName.of("Grüße 💬", AT, "txt");

        assertThat(name.value()).isEqualTo("chatlog-Grüße_💬-2025-06-12T04-40-00-123Z.txt");
        assertThat(name.contentDisposition())
                .contains("filename=\"chatlog-Gr__e__-2025")
                .contains("filename*=UTF-8''chatlog-Gr%C3%BC%C3%9Fe_%F0%9F%92%AC-2025");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\nSet-Cookie: x=1",
                "a\"; filename=\"evil.exe",
                "a;b",
                "../../etc/passwd",
                "C:\\Windows\\x",
                "a\u0000b",
                "a\u202egpj.exe",
                "a%0d%0ab",
                "*?<>|",
                "''",
                "\ud800 unpaired",
                ""
            })
    void of_hostileRoom_becomesHarmless(String room) {
        ExportFileName name = ExportFileName.of(room, AT, "txt");

        assertThat(name.value()).startsWith("chatlog-").endsWith("-2025-06-12T04-40-00-123Z.txt");
        assertThat(name.value()).doesNotContainPattern("[\\\\/:*?\"<>|;'%,\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
        assertThat(name.contentDisposition())
                .matches("attachment; filename=\"[ !#$&+.0-9A-Z^_a-z{}~()=@\\[\\]-]+\"; "
                        + "filename\\*=UTF-8''[!#&+.0-9A-Z^_a-z~%-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "💬", "\u0301"})
    void of_hugeRoom_isCutBetweenCharacters(String character) {
        ExportFileName name = ExportFileName.of(character.repeat(5000), AT, "ndjson");

        assertThat(name.value().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(ExportFileName.MAX_BYTES);
        assertThat(name.value()).endsWith(character + "-2025-06-12T04-40-00-123Z.ndjson");
        assertThat(name.contentDisposition().length()).isLessThan(1000);
    }

    @Test
    void of_directRoom_usesItsKey() {
        RoomName direct = RoomName.direct(UserId.of("1"), UserId.of("2"));

        assertThat(ExportFileName.of(direct, AT, new TextExporter()).value()).startsWith("chatlog-dm_1+2-2025");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "TXT", "a.b", "a b", "abcdefghijklmnopq"})
    void of_badExtension_isRefused(String extension) {
        assertThatThrownBy(() -> ExportFileName.of("Java", AT, extension)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".hidden", "a/b", "a\nb", "a\"b"})
    void constructor_unsafeName_isRefused(String name) {
        assertThatThrownBy(() -> new ExportFileName(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
