package dev.parley.text;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects mixed scripts in names. Words that mix scripts in unusual ways, such as Latin with one Cyrillic letter, are
 * meant to imitate others; the combinations allowed in one word are those of the "highly restrictive" level of UTS 39.
 * Stateless.
 */
public final class Scripts {

    private static final List<Set<UnicodeScript>> TOGETHER = List.of(
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

    private Scripts() {}

    /**
     * Finds a word in scripts that are not normally written together.
     *
     * @param name a name of any number of words
     * @return the scripts of the first such word, such as {@code Cyrillic and Latin}, or null if there is none
     */
    public static @Nullable String mixed(String name) {
        Set<UnicodeScript> word = EnumSet.noneOf(UnicodeScript.class);
        int[] points = name.codePoints().toArray();
        for (int c : points) {
            if (Character.isLetter(c) || PlainText.isMark(c)) {
                add(word, UnicodeScript.of(c));
            } else if (!DefaultIgnorable.test(c)) {
                word.clear();
            }
            if (word.size() > 1 && TOGETHER.stream().noneMatch(scripts -> scripts.containsAll(word))) {
                return word.stream().map(Scripts::shown).sorted().collect(Collectors.joining(" and "));
            }
        }
        return null;
    }

    private static void add(Set<UnicodeScript> word, UnicodeScript script) {
        if (script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED && script != UnicodeScript.UNKNOWN) {
            word.add(script);
        }
    }

    private static String shown(UnicodeScript script) {
        String name = script.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
