package dev.parley.text;

import java.text.Normalizer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cleans text: normalised to NFC, without control characters or marks that reorder the text that follows, trimmed.
 * Stateless.
 */
public final class PlainText {

    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private PlainText() {}

    /**
     * Cleans multi-line text. Line breaks of every kind become LF; tabs are kept.
     *
     * @param raw well-formed Unicode
     * @return the text, empty if nothing in it is visible
     */
    public static String lines(String raw) {
        StringBuilder kept = new StringBuilder(raw.length());
        raw.replace("\r\n", "\n").codePoints().forEach(c -> {
            if (c == '\n' || c == '\t') {
                kept.append((char) c);
            } else if (isLineBreak(c)) {
                kept.append('\n');
            } else if (!Character.isISOControl(c) && !turnsDirection(c)) {
                kept.appendCodePoint(c);
            }
        });
        String text = trim(Normalizer.normalize(kept, Normalizer.Form.NFC), PlainText::isSpace);
        return isBlank(text) ? "" : text;
    }

    /**
     * Cleans single-line text, such as a name. Line breaks and tabs become spaces, and invisible characters that no
     * script or emoji needs are removed, so that names that look the same are more often equal.
     *
     * @param raw well-formed Unicode
     * @return the text, empty if nothing in it is visible
     */
    public static String oneLine(String raw) {
        int[] points = raw.replace("\r\n", "\n")
                .codePoints()
                .map(c -> c == '\n' || c == '\t' || isLineBreak(c) ? ' ' : c)
                .filter(c -> !Character.isISOControl(c) && !isHiddenInNames(c))
                .toArray();
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < points.length; i++) {
            boolean kept =
                    isJoiner(points[i]) ? joins(points, i) : !isVariationSelector(points[i]) || selects(points, i);
            if (kept) {
                text.appendCodePoint(points[i]);
            }
        }
        String name = trim(Normalizer.normalize(text, Normalizer.Form.NFC), c -> isSpace(c) || isFiller(c));
        return isBlank(name) ? "" : name;
    }

    /**
     * Returns whether all surrogates are paired.
     *
     * @param text any text
     * @return false if UTF-8 cannot encode the text
     */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * Counts user-perceived characters (extended grapheme clusters, UAX 29).
     *
     * @param text any text
     * @param enough where to stop counting
     * @return the number, at most {@code enough}
     */
    public static int graphemes(String text, int enough) {
        if (text.chars().allMatch(c -> c < 0x300 && c != '\r')) {
            return Math.min(text.length(), enough);
        }
        Matcher matcher = GRAPHEME.matcher(text);
        int count = 0;
        while (count < enough && matcher.find()) {
            count++;
        }
        return count;
    }

    static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isLineBreak(int c) {
        return c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x85;
    }

    /** Embeddings, overrides and isolates: each may reorder what follows the text. */
    private static boolean turnsDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    /** Whether a joiner has an effect: between two joinable characters, which ASCII characters are not. */
    private static boolean joins(int[] points, int at) {
        return at > 0 && at + 1 < points.length && isJoinable(points[at - 1]) && isJoinable(points[at + 1]);
    }

    private static boolean isJoinable(int c) {
        return c >= 0x80 && !isJoiner(c) && !isSpace(c) && !isFiller(c);
    }

    /** Whether a variation selector has an effect: not after an ASCII letter, and not after another selector. */
    private static boolean selects(int[] points, int at) {
        int base = at == 0 ? ' ' : points[at - 1];
        return (base >= 0x80 && !isVariationSelector(base))
                || base == '#'
                || base == '*'
                || (base >= '0' && base <= '9');
    }

    /** Invisible characters, except joiners, variation selectors, the letters of flags, and fillers inside a name. */
    private static boolean isHiddenInNames(int c) {
        return DefaultIgnorable.test(c)
                && !isJoiner(c)
                && !isFiller(c)
                && !isVariationSelector(c)
                && !(c >= 0xE0020 && c <= 0xE007F);
    }

    private static boolean isVariationSelector(int c) {
        return (c >= 0xFE00 && c <= 0xFE0F)
                || (c >= 0xE0100 && c <= 0xE01EF)
                || (c >= 0x180B && c <= 0x180F && c != 0x180E);
    }

    /** Characters that look like a space. */
    private static boolean isFiller(int c) {
        return c == 0x115F || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xFFA0;
    }

    private static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> isSpace(c) || isInvisible(c));
    }

    static boolean isInvisible(int c) {
        return DefaultIgnorable.test(c) || c == 0x2800 || (c >= 0xFFF9 && c <= 0xFFFB);
    }

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String trim(String text, IntPredicate space) {
        int from = 0;
        int to = text.length();
        while (from < to && space.test(text.charAt(from))) {
            from++;
        }
        while (to > from && space.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
