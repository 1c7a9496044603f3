package dev.parley.socketio.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Finds where the values of a JSON text begin and end, without creating any, and validates everything that it passes: grammar, UTF-8,
 * nesting and the range of numbers. Whatever passes can be decoded by every JSON parser. Malformed text throws
 * IllegalArgumentException. Not thread-safe.
 */
public final class JsonScanner {

    /** Maximum number of digits of a number. */
    public static final int MAX_DIGITS = 1_000;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private static final int LEAD_2 = 0xC2;
    private static final int LEAD_3 = 0xE0;
    private static final int LEAD_4 = 0xF0;
    private static final int LAST_LEAD = 0xF4;

    private final byte[] json;
    private final int to;
    private final int maxDepth;
    private int at;
    private int depth;
    /** Whether a container was just entered: no comma precedes what comes next. */
    private boolean fresh;

    // The last string: what is between its quotes.
    private int textFrom;
    private int textTo;
    private boolean escaped;

    /**
     * Begins in a text.
     *
     * @param json the text, not modified
     * @param from where to begin
     * @param to where the text ends
     * @param maxDepth how deep arrays and objects may nest from there
     */
    public JsonScanner(byte[] json, int from, int to, int maxDepth) {
        this.json = json;
        this.at = from;
        this.to = to;
        this.maxDepth = maxDepth;
    }

    /**
     * Returns where this is.
     *
     * @return where the next value begins, or the last one ended
     */
    public int at() {
        return at;
    }

    /**
     * Returns how many further levels of nesting are allowed here.
     *
     * @return 0 or more
     */
    public int depthLeft() {
        return maxDepth - depth;
    }

    /**
     * Continues behind a value that was scanned by other means.
     *
     * @param index where the value ends
     */
    public void continueAt(int index) {
        at = index;
    }

    /**
     * Skips white space.
     *
     * @param wanted a character in ASCII
     * @return whether it is next
     */
    public boolean isNext(char wanted) {
        return next() == wanted;
    }

    /**
     * Looks at what is next.
     *
     * @return whether it is an array that begins with a text, as that of an event
     */
    public boolean isEvent() {
        if (next() != '[') {
            return false;
        }
        int mark = at++;
        boolean event = next() == '"';
        at = mark;
        return event;
    }

    /** White space is skipped. */
    private int next() {
        while (at < to) {
            byte b = json[at];
            if (b > ' ' || !isSpace(b)) {
                return b;
            }
            at++;
        }
        throw new IllegalArgumentException("JSON that ends early");
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static IllegalArgumentException malformed(int where) {
        return new IllegalArgumentException("malformed JSON at " + where);
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw malformed(at);
        }
        at++;
    }

    /** Nothing but white space follows. */
    public void end() {
        while (at < to) {
            if (!isSpace(json[at++])) {
                throw malformed(at);
            }
        }
    }

    /** Enters the object that is next. */
    public void enterObject() {
        enter('{');
    }

    /** Enters the array that is next. */
    public void enterArray() {
        enter('[');
    }

    private void enter(char bracket) {
        expect(bracket);
        if (++depth > maxDepth) {
            throw new IllegalArgumentException("JSON that nests deeper than " + maxDepth);
        }
        fresh = true;
    }

    /**
     * Passes the name of the next member and its colon.
     *
     * @return false at the end of the object, which is left
     */
    public boolean nextName() {
        if (!hasNext('}')) {
            return false;
        }
        string();
        expect(':');
        return true;
    }

    /**
     * Goes to the next item.
     *
     * @return false at the end of the array, which is left
     */
    public boolean nextItem() {
        if (!hasNext(']')) {
            return false;
        }
        next();
        return true;
    }

    private boolean hasNext(char close) {
        int b = next();
        if (b == close) {
            at++;
            depth--;
            fresh = false;
            return false;
        }
        if (fresh) {
            fresh = false;
        } else {
            expect(',');
        }
        return true;
    }

    /** Passes a value. The recursion is bounded by the maximum depth. */
    public void value() {
        switch (next()) {
            case '{' -> {
                enterObject();
                while (nextName()) {
                    value();
                }
            }
            case '[' -> {
                enterArray();
                while (nextItem()) {
                    value();
                }
            }
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at >= to || json[at++] != word.charAt(i)) {
                throw malformed(at);
            }
        }
    }

    /** Passes a string, which {@link #text} returns. */
    public void string() {
        expect('"');
        textFrom = at;
        escaped = false;
        while (true) {
            skipPlain();
            if (at >= to) {
                throw malformed(at);
            }
            int b = json[at];
            if (b == '"') {
                textTo = at++;
                return;
            }
            if (b == '\\') {
                escaped = true;
                escape();
            } else if (b < 0) {
                character();
            } else {
                throw malformed(at);
            }
        }
    }

    /** Skips ASCII characters that mean nothing in a string; eight at a time as long as possible. */
    private void skipPlain() {
        int i = at;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long eight = (long) LONGS.get(json, i);
            long quotes = eight ^ ('"' * EACH);
            long backslashes = eight ^ ('\\' * EACH);
            long found = eight
                    | ((eight - ' ' * EACH) & ~eight)
                    | ((quotes - EACH) & ~quotes)
                    | ((backslashes - EACH) & ~backslashes);
            if ((found & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < to && json[i] >= ' ' && json[i] != '"' && json[i] != '\\') {
            i++;
        }
        at = i;
    }

    private void escape() {
        int kind = at + 1 < to ? json[at + 1] : 0;
        switch (kind) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
            case 'u' -> {
                for (int i = at + 2; i < at + 6; i++) {
                    if (i >= to || Character.digit(json[i], 16) < 0) {
                        throw malformed(i);
                    }
                }
                at += 6;
            }
            default -> throw malformed(at);
        }
    }

    /** Passes a character of two to four bytes: the shortest form, and neither a surrogate nor beyond Unicode. */
    private void character() {
        int lead = json[at] & 0xFF;
        int second = at + 1 < to ? json[at + 1] & 0xFF : 0;
        int length = lead >= LEAD_4 ? 4 : lead >= LEAD_3 ? 3 : 2;
        int least = lead == LEAD_3 ? 0xA0 : lead == LEAD_4 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == LAST_LEAD ? 0x8F : 0xBF;
        boolean good = lead >= LEAD_2 && lead <= LAST_LEAD && second >= least && second <= most;
        for (int i = at + 2; good && i < at + length; i++) {
            good = i < to && (json[i] & 0xC0) == 0x80;
        }
        if (!good) {
            throw new IllegalArgumentException("malformed UTF-8 at " + at);
        }
        at += length;
    }

    private void number() {
        int from = at;
        if (json[at] == '-') {
            at++;
        }
        int digits = json(at) == '0' ? 1 : 0;
        if (digits == 1) {
            at++;
        } else {
            digits = digits();
        }
        if (json(at) == '.') {
            at++;
            digits += digits();
        }
        boolean exponent = json(at) == 'e' || json(at) == 'E';
        if (exponent) {
            at++;
            if (json(at) == '+' || json(at) == '-') {
                at++;
            }
            digits += digits();
        }
        if (digits > MAX_DIGITS) {
            throw new IllegalArgumentException("a number of " + digits + " digits");
        }
        if (exponent) {
            String text = new String(json, from, at - from, StandardCharsets.US_ASCII);
            var unused = ExactNumber.of(text, Double.parseDouble(text));
        }
    }

    private int json(int index) {
        return index < to ? json[index] : 0;
    }

    private int digits() {
        int from = at;
        while (at < to && json[at] >= '0' && json[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed(at);
        }
        return at - from;
    }

    /**
     * Compares the last string, or name.
     *
     * @param text in ASCII
     * @return whether it is this text, written without escapes
     */
    public boolean isText(byte[] text) {
        if (textTo - textFrom != text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (json[textFrom + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns how the last string, or name, is written.
     *
     * @return whether there are escapes in it
     */
    public boolean isEscaped() {
        return escaped;
    }

    /**
     * Returns the last string, or name.
     *
     * @return the text
     */
    public String text() {
        if (!escaped) {
            return new String(json, textFrom, textTo - textFrom, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(textTo - textFrom);
        int from = textFrom;
        for (int i = textFrom; i < textTo; i++) {
            if (json[i] == '\\') {
                text.append(new String(json, from, i - from, StandardCharsets.UTF_8));
                i++;
                text.append(json[i] == 'u' ? unit(i + 1) : unescaped(json[i]));
                i += json[i] == 'u' ? 4 : 0;
                from = i + 1;
            }
        }
        return text.append(new String(json, from, textTo - from, StandardCharsets.UTF_8))
                .toString();
    }

    private char unit(int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = unit << 4 | Character.digit(json[i], 16);
        }
        return (char) unit;
    }

    private static char unescaped(byte kind) {
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) kind;
        };
    }
}
