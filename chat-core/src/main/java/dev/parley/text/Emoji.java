package dev.parley.text;

import java.text.Normalizer;

/**
 * Canonicalises emoji. Keyboards produce the same emoji with and without variation selectors; the canonical form is the
 * one that Unicode calls fully qualified (UTS 51): U+FE0F after each character with text presentation by default, no
 * other variation selector, and no invisible character without effect. Stateless.
 */
public final class Emoji {

    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int JOINER = 0x200D;
    private static final int KEYCAP = 0x20E3;
    private static final int BLACK_FLAG = 0x1F3F4;

    /**
     * First and last code point of each range of emoji with default text presentation (Emoji without
     * Emoji_Presentation), ascending; without digits, {@code #} and {@code *}, which are emoji only as keycaps.
     */
    private static final int[] TEXT_BY_DEFAULT = {
        0x00A9, 0x00A9, 0x00AE, 0x00AE, 0x203C, 0x203C, 0x2049, 0x2049, 0x2122, 0x2122, 0x2139, 0x2139, 0x2194, 0x2199,
        0x21A9, 0x21AA, 0x2328, 0x2328, 0x23CF, 0x23CF, 0x23ED, 0x23EF, 0x23F1, 0x23F2, 0x23F8, 0x23FA, 0x24C2, 0x24C2,
        0x25AA, 0x25AB, 0x25B6, 0x25B6, 0x25C0, 0x25C0, 0x25FB, 0x25FC, 0x2600, 0x2604, 0x260E, 0x260E, 0x2611, 0x2611,
        0x2618, 0x2618, 0x261D, 0x261D, 0x2620, 0x2620, 0x2622, 0x2623, 0x2626, 0x2626, 0x262A, 0x262A, 0x262E, 0x262F,
        0x2638, 0x263A, 0x2640, 0x2640, 0x2642, 0x2642, 0x265F, 0x2660, 0x2663, 0x2663, 0x2665, 0x2666, 0x2668, 0x2668,
        0x267B, 0x267B, 0x267E, 0x267E, 0x2692, 0x2692, 0x2694, 0x2697, 0x2699, 0x2699, 0x269B, 0x269C, 0x26A0, 0x26A0,
        0x26A7, 0x26A7, 0x26B0, 0x26B1, 0x26C8, 0x26C8, 0x26CF, 0x26CF, 0x26D1, 0x26D1, 0x26D3, 0x26D3, 0x26E9, 0x26E9,
        0x26F0, 0x26F1, 0x26F4, 0x26F4, 0x26F7, 0x26F9, 0x2702, 0x2702, 0x2708, 0x2709, 0x270C, 0x270D, 0x270F, 0x270F,
        0x2712, 0x2712, 0x2714, 0x2714, 0x2716, 0x2716, 0x271D, 0x271D, 0x2721, 0x2721, 0x2733, 0x2734, 0x2744, 0x2744,
        0x2747, 0x2747, 0x2763, 0x2764, 0x27A1, 0x27A1, 0x2934, 0x2935, 0x2B05, 0x2B07, 0x3030, 0x3030, 0x303D, 0x303D,
        0x3297, 0x3297, 0x3299, 0x3299, 0x1F170, 0x1F171, 0x1F17E, 0x1F17F, 0x1F202, 0x1F202, 0x1F237, 0x1F237, 0x1F321,
        0x1F321, 0x1F324, 0x1F32C, 0x1F336, 0x1F336, 0x1F37D, 0x1F37D, 0x1F396, 0x1F397, 0x1F399, 0x1F39B, 0x1F39E,
        0x1F39F, 0x1F3CB, 0x1F3CE, 0x1F3D4, 0x1F3DF, 0x1F3F3, 0x1F3F3, 0x1F3F5, 0x1F3F5, 0x1F3F7, 0x1F3F7, 0x1F43F,
        0x1F43F, 0x1F441, 0x1F441, 0x1F4FD, 0x1F4FD, 0x1F549, 0x1F54A, 0x1F56F, 0x1F570, 0x1F573, 0x1F579, 0x1F587,
        0x1F587, 0x1F58A, 0x1F58D, 0x1F590, 0x1F590, 0x1F5A5, 0x1F5A5, 0x1F5A8, 0x1F5A8, 0x1F5B1, 0x1F5B2, 0x1F5BC,
        0x1F5BC, 0x1F5C2, 0x1F5C4, 0x1F5D1, 0x1F5D3, 0x1F5DC, 0x1F5DE, 0x1F5E1, 0x1F5E1, 0x1F5E3, 0x1F5E3, 0x1F5E8,
        0x1F5E8, 0x1F5EF, 0x1F5EF, 0x1F5F3, 0x1F5F3, 0x1F5FA, 0x1F5FA, 0x1F6CB, 0x1F6CB, 0x1F6CD, 0x1F6CF, 0x1F6E0,
        0x1F6E5, 0x1F6E9, 0x1F6E9, 0x1F6F0, 0x1F6F0, 0x1F6F3, 0x1F6F3
    };

    private Emoji() {}

    /**
     * Returns the canonical form, in which equal reactions are equal strings. Other text is kept, except for invisible
     * characters and NFC.
     *
     * @param reaction an emoji, another character, or a short code; well-formed Unicode
     * @return the canonical form; idempotent
     */
    public static String canonical(String reaction) {
        int[] points = visible(reaction);
        StringBuilder form = new StringBuilder(reaction.length() + 2);
        for (int i = 0; i < points.length; i++) {
            int next = i + 1 < points.length ? points[i + 1] : 0;
            boolean last = i + 1 == points.length;
            if (points[i] != JOINER || (i > 0 && !last && next != JOINER)) {
                form.appendCodePoint(points[i]);
            }
            if ((isTextByDefault(points[i]) && !isSkinTone(next)) || (next == KEYCAP && isKeycapBase(points[i]))) {
                form.appendCodePoint(EMOJI_STYLE);
            }
        }
        return form.toString();
    }

    /** Removes invisible code points, except joiners and the letters of a flag. */
    private static int[] visible(String reaction) {
        boolean flag = reaction.codePoints().anyMatch(c -> c == BLACK_FLAG);
        return Normalizer.normalize(reaction, Normalizer.Form.NFC)
                .codePoints()
                .filter(c -> c == JOINER || (flag && isTag(c)) || !DefaultIgnorable.test(c))
                .toArray();
    }

    private static boolean isTag(int c) {
        return c >= 0xE0020 && c <= 0xE007F;
    }

    private static boolean isSkinTone(int c) {
        return c >= 0x1F3FB && c <= 0x1F3FF;
    }

    private static boolean isKeycapBase(int c) {
        return c == '#' || c == '*' || (c >= '0' && c <= '9');
    }

    private static boolean isTextByDefault(int c) {
        for (int i = 0; i < TEXT_BY_DEFAULT.length && c >= TEXT_BY_DEFAULT[i]; i += 2) {
            if (c <= TEXT_BY_DEFAULT[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
