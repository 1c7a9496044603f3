package dev.parley.text;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The forms in which names are compared (skeletons, UTS 39): compatibility forms decomposed, case folded, without spaces and
 * invisible characters, and with one character for all that look like it. No state.
 *
 * <p>A name has more than one skeleton when it can be read in more than one way: as it looks in its own case (a Cyrillic В is a
 * B, a capital I in the middle of a word an l), as it looks in lower case, and with 1 for i as well as for l.
 */
public final class Skeletons {

    private Skeletons() {}

    /**
     * The skeletons of a name. Two names look alike if they have one in common.
     *
     * @param name well-formed Unicode
     * @return one to three texts; of a name of spaces an empty one
     */
    public static Set<String> of(String name) {
        String visible = visible(Normalizer.normalize(name, Normalizer.Form.NFKD));
        String folded = fold(visible);
        Set<String> skeletons = new LinkedHashSet<>();
        skeletons.add(joined(alike(folded, 'l', false)));
        skeletons.add(joined(alike(folded, 'i', false)));
        boolean mixedCase = visible.codePoints().anyMatch(Character::isLowerCase);
        skeletons.add(joined(fold(alike(visible, 'l', mixedCase))));
        return Set.copyOf(skeletons);
    }

    /**
     * A name without all that is no letter and no digit, to be compared with words.
     *
     * @param name any text
     * @return the letters, their marks, and the digits
     */
    public static String word(String name) {
        StringBuilder word = new StringBuilder(name.length());
        name.codePoints()
                .filter(c -> Character.isLetterOrDigit(c) || PlainText.isMark(c))
                .forEach(word::appendCodePoint);
        return word.toString();
    }

    /**
     * Returns whether a name looks like one of which skeletons are given; also {@code @admin} and {@code * Admin *},
     * because what is no letter does not make another name.
     *
     * @param skeletons those of the given names
     * @param policy gives the skeletons of a name
     * @param name any text
     * @return whether they have one in common
     */
    public static boolean isOneOf(Set<String> skeletons, Function<String, Set<String>> policy, String name) {
        return policy.apply(name).stream().anyMatch(skeletons::contains)
                || policy.apply(word(name)).stream().anyMatch(skeletons::contains);
    }

    private static String visible(String name) {
        StringBuilder visible = new StringBuilder(name.length());
        name.codePoints()
                .filter(c -> !PlainText.isSpace(c) && !Character.isISOControl(c) && !PlainText.isInvisible(c))
                .forEach(visible::appendCodePoint);
        return visible.toString();
    }

    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** Puts one character in the place of all that look like it; {@code one} is what a 1 and its like are read as. */
    private static String alike(String name, char one, boolean capitalI) {
        StringBuilder alike = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            int prototype = Confusables.prototype(c);
            if (c == '1' || c == '|' || (c == 'I' && capitalI) || (prototype == 'l' && c != 'l')) {
                alike.append(one);
            } else {
                alike.appendCodePoint(c == '0' ? 'o' : prototype);
            }
        });
        return alike.toString();
    }

    /** Letters that together look like another one, and the dot of i and j, which is seen only once. */
    private static String joined(String alike) {
        return alike.replace("i\u0307", "i")
                .replace("j\u0307", "j")
                .replace("rn", "m")
                .replace("vv", "w");
    }
}
