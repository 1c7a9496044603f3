package dev.parley.chat.event;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.text.Emoji;
import dev.parley.text.PlainText;
import dev.parley.text.Skeletons;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Normalises and validates text from clients before anything else uses it: NFC, without control characters and marks
 * that reorder surrounding text, trimmed, and of bounded length. Immutable.
 */
public final class TextRules {

    private static final Pattern SHORT_CODE = Pattern.compile(":[a-z0-9_+-]{1,32}:");
    private static final int MAX_EMOJI_BYTES = 64;

    /** Maximum name length that a store supports, in chars. */
    private static final int MAX_NAME_CHARS = 256;

    private final ChatLimits limits;
    private final NamePolicy policy;
    private final Set<String> reserved;

    public TextRules(ChatLimits limits, NamePolicy policy, Set<String> reservedNames) {
        this.limits = limits;
        this.policy = policy;
        this.reserved = reservedNames.stream()
                .map(PlainText::oneLine)
                .flatMap(name -> policy.skeletons(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A message's text; may be empty only if {@code mayBeEmpty}. */
    public String messageText(String raw, boolean mayBeEmpty) {
        checkBytes(raw, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkWellFormed(raw, ErrorCode.TEXT_INVALID);
        String text = PlainText.lines(raw);
        if (text.isEmpty()) {
            if (mayBeEmpty) {
                return "";
            }
            throw new ChatException(ErrorCode.TEXT_EMPTY, "text is empty");
        }
        checkBytes(text, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkGraphemes(text, Limit.TEXT_GRAPHEMES, ErrorCode.TEXT_TOO_LONG);
        return text;
    }

    /** Rejects empty messages: a caption may be empty, the text of a message without files may not. */
    public static void checkNotEmpty(Content content) {
        if (content.text().isEmpty() && content.attachments().isEmpty()) {
            throw new ChatException(ErrorCode.TEXT_EMPTY, "text is empty");
        }
    }

    /** A status text or a reason: one line, may be empty. */
    public String shortText(String raw) {
        checkBytes(raw, Limit.TEXT_BYTES, ErrorCode.TEXT_TOO_LONG);
        checkWellFormed(raw, ErrorCode.TEXT_INVALID);
        String text = PlainText.oneLine(raw);
        checkGraphemes(text, Limit.SHORT_TEXT_GRAPHEMES, ErrorCode.TEXT_TOO_LONG);
        return text;
    }

    /** A display name. */
    public String displayName(String raw) {
        String name = name(raw, ErrorCode.NAME_INVALID, Limit.NAME_BYTES, Limit.NAME_GRAPHEMES);
        if (Skeletons.isOneOf(reserved, policy::skeletons, name)) {
            throw new ChatException(ErrorCode.NAME_RESERVED, "this name is reserved");
        }
        policy.check(name);
        return name;
    }

    /** A room name. */
    public String roomName(String raw) {
        return name(raw, ErrorCode.ROOM_INVALID, Limit.ROOM_NAME_BYTES, Limit.ROOM_NAME_GRAPHEMES);
    }

    /** A file name, without a path. */
    public String fileName(String raw) {
        String name = line(raw, ErrorCode.ATTACHMENT_INVALID, Limit.FILE_NAME_BYTES, Limit.FILE_NAME_GRAPHEMES);
        if (name.length() > Attachment.MAX_FIELD_LENGTH) {
            throw ChatException.limit(
                    ErrorCode.ATTACHMENT_INVALID, Limit.FILE_NAME_BYTES, limits.get(Limit.FILE_NAME_BYTES));
        }
        return name;
    }

    private String name(String raw, ErrorCode code, Limit bytes, Limit graphemes) {
        String name = line(raw, code, bytes, graphemes);
        if (name.length() > MAX_NAME_CHARS) {
            throw ChatException.limit(code, bytes, limits.get(bytes));
        }
        return name;
    }

    private String line(String raw, ErrorCode code, Limit bytes, Limit graphemes) {
        checkBytes(raw, bytes, code);
        checkWellFormed(raw, code);
        String name = PlainText.oneLine(raw);
        if (name.isEmpty()) {
            throw new ChatException(code, "a name must not be blank");
        }
        checkBytes(name, bytes, code);
        checkGraphemes(name, graphemes, code);
        return name;
    }

    /** A reaction: a single emoji (or other character) in canonical form, or a short code such as {@code :+1:}. */
    public String emoji(String raw) {
        if (raw.length() > MAX_EMOJI_BYTES || utf8Length(raw) > MAX_EMOJI_BYTES || !PlainText.isWellFormed(raw)) {
            throw new ChatException(ErrorCode.EMOJI_INVALID, "emoji is one character of at most 64 bytes");
        }
        String emoji = Emoji.canonical(PlainText.oneLine(raw));
        if (emoji.isEmpty()
                || utf8Length(emoji) > MAX_EMOJI_BYTES
                || (PlainText.graphemes(emoji, 2) != 1
                        && !SHORT_CODE.matcher(emoji).matches())) {
            throw new ChatException(ErrorCode.EMOJI_INVALID, "emoji is one character of at most 64 bytes");
        }
        return emoji;
    }

    private void checkBytes(String text, Limit limit, ErrorCode code) {
        long max = limits.get(limit);
        if (text.length() > max || utf8Length(text) > max) {
            throw ChatException.limit(code, limit, max);
        }
    }

    private void checkGraphemes(String text, Limit limit, ErrorCode code) {
        int max = limits.count(limit);
        if (PlainText.graphemes(text, max + 1) > max) {
            throw ChatException.limit(code, limit, max);
        }
    }

    private static void checkWellFormed(String text, ErrorCode code) {
        if (!PlainText.isWellFormed(text)) {
            throw new ChatException(code, "not well-formed Unicode");
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
