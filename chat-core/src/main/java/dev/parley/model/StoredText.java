package dev.parley.model;

import dev.parley.text.PlainText;

/** Validates texts so that every database returns them unchanged. */
final class StoredText {

    private static final int MAX_RAW_NAME = 4_096;

    private StoredText() {}

    /** Returns {@code text} if it is at most {@code maxLength} chars of well-formed Unicode without U+0000. */
    static String check(String what, String text, int maxLength) {
        if (text.length() > maxLength) {
            throw new IllegalArgumentException(what + " has " + text.length() + " chars, at most " + maxLength);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new IllegalArgumentException(what + " contains U+0000 at " + i);
            }
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw new IllegalArgumentException(what + " contains an unpaired surrogate at " + i);
                }
                i++;
            }
        }
        return text;
    }

    /**
     * Normalises a name with {@link PlainText#oneLine}; the result may be empty. Far too long input is rejected up
     * front.
     */
    static String normalName(String what, String raw) {
        return PlainText.oneLine(check(what, raw.replace("\0", ""), MAX_RAW_NAME));
    }

    /** Like {@link #check}, but also rejects empty names and control characters. */
    static String checkName(String what, String name, int maxLength) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        check(what, name, maxLength);
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                throw new IllegalArgumentException(what + " contains a control character at " + i);
            }
        }
        return name;
    }
}
