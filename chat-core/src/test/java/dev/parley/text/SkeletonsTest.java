package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SkeletonsTest {

    /** People of one chat, none of whom may stand in another's way. */
    private static final List<String> PEOPLE = List.of(
            "Ann",
            "Anna",
            "Hanna",
            "Joanna",
            "Ali",
            "Alia",
            "Lia",
            "Eli",
            "Ella",
            "Elia",
            "Will",
            "Bill",
            "Billie",
            "Carl",
            "Karl",
            "Carla",
            "Mary Ann",
            "O'Brien",
            "Jean-Luc",
            "José",
            "Jose",
            "Jörg",
            "Jorg",
            "Øystein",
            "Åse",
            "Þór",
            "Łukasz",
            "Lukas",
            "Zoë",
            "Zoe",
            "Françoise",
            "Šárka",
            "Sarka",
            "Ğülşen",
            "Gulsen",
            "İbrahim",
            "Nguyễn Thị Minh",
            "Nguyen Thi Minh",
            "Trần",
            "Tran",
            "Владимир",
            "Иван",
            "Ирина",
            "Инна",
            "Яна",
            "Анна",
            "Борис",
            "Вера",
            "Віра",
            "Олена",
            "Ελένη",
            "Γιώργος",
            "Μαρία",
            "Νίκος",
            "Անի",
            "Արամ",
            "ანა",
            "გიორგი",
            "محمد",
            "أحمد",
            "فاطمة",
            "علی",
            "زهرا",
            "خان",
            "דוד",
            "שרה",
            "דניאל",
            "मीरा",
            "राम",
            "রহিম",
            "அருண்",
            "సీత",
            "ดา",
            "ตา",
            "สมชาย",
            "김민수",
            "박지훈",
            "李雷",
            "王芳",
            "山田太郎",
            "さくら",
            "サクラ",
            "ニーナ",
            "Jin 진",
            "田中Ken",
            "Max 2",
            "Max 3",
            "Agent 47",
            "R2D2",
            "🎉",
            "🎈",
            "Ana★",
            "x",
            "y");

    @ParameterizedTest
    @CsvSource({
        "boss, bоss",
        "boss, boss\u200b",
        "boss, b\u200doss\u2060",
        "boss, ｂｏｓｓ",
        "boss, 𝐛𝐨𝐬𝐬",
        "boss, ⓑⓞⓢⓢ",
        "boss, BOSS",
        "boss, b o s s",
        "boss, b0ss",
        "BOSS, ВОЅЅ",
        "boss, ᏏΟᏚᏚ",
        "boss, bo\u034fss",
        "boss, boss\u3164",
        "Carl, CarI",
        "Carl, CarӀ",
        "Carl, Car1",
        "carl, СаrI",
        "admin, adrnin",
        "admin, adm1n",
        "admin, admІn",
        "admin, аdmіn",
        "admin, adm\u0131n",
        "William, vviIIiam",
        "Larry, lаrrу",
        "paypal, pаyраl",
        "Вера, ВЕРА",
        "Вера, вера",
        "Bepa, Вера",
        "Σοφία, ΣΟΦΊΑ",
        "Straße, STRASSE",
        "O'Brien, O’Brien",
        "Jean-Luc, Jean‐Luc",
        "José, Jose\u0301",
        "علی, علي",
        "هند, ھند",
        "ニナ, 二ナ",
        "Nina, Ⲛіnа",
        "ﬁona, fiona",
        "Ⅷ, VIII"
    })
    void of_namesThatLookAlike_haveOneInCommon(String one, String other) {
        assertThat(Skeletons.of(one)).as("%s and %s", one, other).containsAnyElementsOf(Skeletons.of(other));
    }

    @Test
    void of_ordinaryNames_haveNoneInCommon() {
        Map<String, String> owners = new HashMap<>();
        for (String name : PEOPLE) {
            for (String skeleton : Skeletons.of(name)) {
                String other = owners.put(skeleton, name);
                assertThat(other).as("%s looks like %s", name, other).isNull();
            }
        }
    }

    @Test
    void mixed_ordinaryNames_areNot() {
        for (String name : PEOPLE) {
            assertThat(Scripts.mixed(name)).as(name).isNull();
        }
        for (String name : List.of(
                "Анна Smith",
                "Ольга (Olga)",
                "Иван-Ivan",
                "王Wang",
                "たかしTaka",
                "カタカナひらがな漢字",
                "ｈａｎａはな",
                "한글漢字ABC",
                "ㄅ王a",
                "Anna१",
                "μ",
                "5µm",
                "Hawaiʻi",
                "मीरा🎉",
                "Ann\u200dЯ")) {
            if (name.equals("Ann\u200dЯ")) {
                assertThat(Scripts.mixed(name)).isEqualTo("Cyrillic and Latin");
            } else {
                assertThat(Scripts.mixed(name)).as(name).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bоss, Cyrillic and Latin",
        "Carl ЅmIth, Cyrillic and Latin",
        "αlice, Greek and Latin",
        "Миша\u0301aя, Cyrillic and Latin",
        "ᏏOSS, Cherokee and Latin",
        "аᎪ, Cherokee and Cyrillic",
        "Αрам, Cyrillic and Greek",
        "սser, Armenian and Latin",
        "aع, Arabic and Latin",
        "ひら한, Hangul and Hiragana",
        "Яあ, Cyrillic and Hiragana"
    })
    void mixed_wordOfScriptsNotWrittenTogether_namesThem(String name, String scripts) {
        assertThat(Scripts.mixed(name)).isEqualTo(scripts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@admin", "*admin*", " ~ad-min~ ", "[ADMIN]", "ad.min!"})
    void word_decoratedWord_isTheWord(String name) {
        assertThat(Skeletons.word(name)).isEqualToIgnoringCase("admin");
    }

    /** The table against Unicode's own: whatever ICU takes for a letter or digit of ASCII, is taken for it here. */
    @Test
    void of_everyLookAlikeOfAsciiThatUnicodeLists_looksLikeIt() {
        SpoofChecker unicode =
                new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();
        Map<String, List<String>> ascii = new HashMap<>();
        for (char c = '0'; c <= 'z'; c++) {
            if (Character.isLetterOrDigit(c)) {
                ascii.computeIfAbsent(unicode.getSkeleton(String.valueOf(c)), none -> new ArrayList<>())
                        .add(String.valueOf(c));
            }
        }
        int compared = 0;
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            boolean ordinary = Character.isDefined(c)
                    && Character.getType(c) != Character.SURROGATE
                    && Character.getType(c) != Character.PRIVATE_USE;
            String one = Character.toString(c);
            List<String> alike = ordinary && !DefaultIgnorable.test(c) ? ascii.get(unicode.getSkeleton(one)) : null;
            // Where the two disagree (a long s is an s to NFKD and an f to the table), NFKD comes first.
            String decomposed = Normalizer.normalize(one, Normalizer.Form.NFKD);
            if (alike != null && unicode.getSkeleton(decomposed).equals(unicode.getSkeleton(one))) {
                assertThat(alike)
                        .as("U+%X %s", c, one)
                        .anyMatch(letter -> !Collections.disjoint(Skeletons.of(letter), Skeletons.of(one)));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    /** Unicode's property, as ICU knows it. */
    @Test
    void defaultIgnorable_everyCodePoint_agreesWithUnicode() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            assertThat(DefaultIgnorable.test(c))
                    .as("U+%X", c)
                    .isEqualTo(com.ibm.icu.lang.UCharacter.hasBinaryProperty(
                            c, com.ibm.icu.lang.UProperty.DEFAULT_IGNORABLE_CODE_POINT));
        }
    }
}
