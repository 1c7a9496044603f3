package dev.parley.text;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Computes skeletons of names (UTS 39) for comparison: compatibility forms decomposed, case folded, without spaces and
 * invisible characters, and with look-alikes replaced by their prototype. Stateless.
 *
 * <p>A name that can be read in more than one way has more than one skeleton: as it looks in its own case (a Cyrillic В
 * is a B, a capital I inside a word an l), as it looks in lower case, and with 1 read as i as well as l.
 */
public final class Skeletons {

    private Skeletons() {}

    /**
     * Returns the skeletons of a name. Two names look alike if they share one.
     *
     * @param name well-formed Unicode
     * @return one to three skeletons; an empty one for a name of only spaces
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
     * Reduces a name to its letters and digits, for comparison with words.
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
     * Returns whether a name looks like one of the given names; also {@code @admin} and {@code * Admin *}, because
     * punctuation does not make a different name.
     *
     * @param skeletons the skeletons of the given names
     * @param policy computes the skeletons of a name
     * @param name any text
     * @return whether they share a skeleton
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

    /** Replaces look-alikes by their prototype; {@code one} is how a 1 and its look-alikes are read. */
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

    /** Unifies letter pairs that look like one letter, and drops the redundant dot of i and j. */
    private static String joined(String alike) {
        return alike.replace("i\u0307", "i")
                .replace("j\u0307", "j")
                .replace("rn", "m")
                .replace("vv", "w");
    }
}
