package dev.parley.chat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of text that came from a client before anything else sees it: NFC, without control characters and
 * without the marks that turn the writing direction of their surroundings, trimmed, and of a bounded length. Immutable.
 */
final class TextRules {

    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern SHORT_CODE = Pattern.compile(":[a-z0-9_+-]{1,32}:");
    private static final int MAX_EMOJI_BYTES = 64;

    /** The longest name that a store takes, in chars. */
    private static final int MAX_NAME_CHARS = 256;

    /** What nobody else may be called, folded. */
    private static final Set<String> RESERVED =
            Set.of("system", "server", "admin", "administrator", "moderator", "root", "null", "undefined", "everyone");

    private final ChatLimits limits;
    private final Set<String> reserved;

    TextRules(ChatLimits limits, Set<String> moreReserved) {
        this.limits = limits;
        Set<String> all = new java.util.HashSet<>(RESERVED);
        moreReserved.forEach(name -> all.add(fold(name)));
        this.reserved = Set.copyOf(all);
    }

    /** A message's text; empty only if {@code mayBeEmpty}. */
    String messageText(String raw, boolean mayBeEmpty) {
        checkBytes(raw, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkWellFormed(raw, ErrorCode.TEXT_INVALID);
        String text = trim(Normalizer.normalize(clean(raw, true), Normalizer.Form.NFC));
        if (isBlank(text)) {
            if (mayBeEmpty) {
                return "";
            }
            throw new ChatException(ErrorCode.TEXT_EMPTY, "text is empty");
        }
        checkBytes(text, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkGraphemes(text, Limit.TEXT_GRAPHEMES, ErrorCode.TEXT_TOO_LONG);
        return text;
    }

    /** A status text or a reason: one line, may be empty. */
    String shortText(String raw) {
        checkBytes(raw, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkWellFormed(raw, ErrorCode.TEXT_INVALID);
        String text = oneLine(raw);
        checkGraphemes(text, Limit.SHORT_TEXT_GRAPHEMES, ErrorCode.TEXT_TOO_LONG);
        return isBlank(text) ? "" : text;
    }

    /** A display name of a person. */
    String displayName(String raw) {
        String name = name(raw, ErrorCode.NAME_INVALID, Limit.NAME_BYTES, Limit.NAME_GRAPHEMES);
        if (reserved.contains(fold(name)) || name.startsWith("~")) {
            throw new ChatException(ErrorCode.NAME_RESERVED, "this name is reserved");
        }
        return name;
    }

    /** The name of a room. */
    String roomName(String raw) {
        return name(raw, ErrorCode.ROOM_INVALID, Limit.ROOM_NAME_BYTES, Limit.ROOM_NAME_GRAPHEMES);
    }

    private String name(String raw, ErrorCode code, Limit bytes, Limit graphemes) {
        checkBytes(raw, bytes, code);
        checkWellFormed(raw, code);
        String name = oneLine(raw);
        if (isBlank(name)) {
            throw new ChatException(code, "a name must not be blank");
        }
        checkBytes(name, bytes, code);
        checkGraphemes(name, graphemes, code);
        if (name.length() > MAX_NAME_CHARS) {
            throw ChatException.limit(code, bytes, limits.get(bytes));
        }
        return name;
    }

    /** A reaction: one emoji (or other single character), or a short code such as {@code :+1:}. */
    String emoji(String raw) {
        if (raw.length() > MAX_EMOJI_BYTES || utf8Length(raw) > MAX_EMOJI_BYTES || !isWellFormed(raw)) {
            throw new ChatException(ErrorCode.EMOJI_INVALID, "emoji is one character of at most 64 bytes");
        }
        String emoji = Normalizer.normalize(oneLine(raw), Normalizer.Form.NFC);
        if (isBlank(emoji)
                || (graphemes(emoji, 2) != 1 && !SHORT_CODE.matcher(emoji).matches())) {
            throw new ChatException(ErrorCode.EMOJI_INVALID, "emoji is one character of at most 64 bytes");
        }
        return emoji;
    }

    /** The form in which names are compared: what looks alike in width, case and spacing is alike. */
    static String fold(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        StringBuilder kept = new StringBuilder(folded.length());
        folded.codePoints()
                .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c) && !isInvisible(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** How many characters a reader sees, counted up to {@code enough}. */
    static int graphemes(String text, int enough) {
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

    private String oneLine(String raw) {
        return trim(Normalizer.normalize(clean(raw, false), Normalizer.Form.NFC));
    }

    private static String clean(String raw, boolean lines) {
        StringBuilder kept = new StringBuilder(raw.length());
        int[] points = raw.replace("\r\n", "\n").codePoints().toArray();
        for (int c : points) {
            if (lines && (c == '\n' || c == '\t')) {
                kept.append((char) c);
            } else if (c == '\r' || c == 0x2028 || c == 0x2029 || c == '\n' || c == '\t' || c == 0x85) {
                kept.append(lines && c != '\t' ? '\n' : ' ');
            } else if (!Character.isISOControl(c) && !turnsDirection(c) && (lines || !isHiddenInNames(c))) {
                kept.appendCodePoint(c);
            }
        }
        return kept.toString();
    }

    /** Embeddings, overrides and isolates: each of them may reorder what stands behind the text. */
    private static boolean turnsDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private static boolean isHiddenInNames(int c) {
        return c == 0x200B || c == 0x200E || c == 0x200F || c == 0x061C || c == 0x2060 || c == 0xFEFF || c == 0xAD;
    }

    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.CONTROL
                || (c >= 0xFE00 && c <= 0xFE0F)
                || c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || c == 0x2800
                || c == 0x3164
                || c == 0xFFA0;
    }

    private static boolean isBlank(String text) {
        return text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || isInvisible(c));
    }

    private static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private void checkBytes(String text, Limit limit, ErrorCode code) {
        long max = limits.get(limit);
        if (text.length() > max || utf8Length(text) > max) {
            throw ChatException.limit(code, limit, max);
        }
    }

    private void checkGraphemes(String text, Limit limit, ErrorCode code) {
        int max = limits.count(limit);
        if (graphemes(text, max + 1) > max) {
            throw ChatException.limit(code, limit, max);
        }
    }

    private static void checkWellFormed(String text, ErrorCode code) {
        if (!isWellFormed(text)) {
            throw new ChatException(code, "not well-formed Unicode");
        }
    }

    private static boolean isWellFormed(String text) {
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

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
