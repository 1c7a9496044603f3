package dev.parley.model;

import java.util.List;
import java.util.Map;

/**
 * The content of an entry. The bounds are what every store must support; the engine's own limits are lower.
 *
 * @param text the text, at most {@value #MAX_TEXT_LENGTH} chars; for a reaction the emoji; empty for a deletion
 * @param replyTo the {@code seq} of the message this one replies to, or 0
 * @param mentions users mentioned in the text, in order, at most {@value #MAX_MENTIONS}
 * @param attachments files, in order, at most {@value #MAX_ATTACHMENTS} with {@value #MAX_DATA_BYTES} bytes in total
 * @param attributes the application's own fields, at most {@value #MAX_ATTRIBUTES}; keys up to {@value #MAX_KEY_LENGTH}
 *     and values up to {@value #MAX_VALUE_LENGTH} chars; unordered
 */
public record Content(
        String text,
        long replyTo,
        List<UserId> mentions,
        List<Attachment> attachments,
        Map<String, String> attributes) {

    /** Maximum text length, in chars. */
    public static final int MAX_TEXT_LENGTH = 262_144;

    /** Maximum number of mentions. */
    public static final int MAX_MENTIONS = 1_000;

    /** Maximum number of attachments. */
    public static final int MAX_ATTACHMENTS = 32;

    /** Maximum total size of the attachments of one entry, in bytes. */
    public static final int MAX_DATA_BYTES = 4 * 1024 * 1024;

    /** Maximum number of attributes. */
    public static final int MAX_ATTRIBUTES = 64;

    /** Maximum attribute key length, in chars. */
    public static final int MAX_KEY_LENGTH = 128;

    /** Maximum attribute value length, in chars. */
    public static final int MAX_VALUE_LENGTH = 8_192;

    /** Content with an empty text and nothing else. */
    public static final Content EMPTY = of("");

    /**
     * Validates and copies the arguments.
     *
     * @throws IllegalArgumentException if a bound is exceeded or a text is malformed
     */
    public Content {
        StoredText.check("text", text, MAX_TEXT_LENGTH);
        if (replyTo < 0) {
            throw new IllegalArgumentException("replyTo is negative: " + replyTo);
        }
        mentions = List.copyOf(mentions);
        attachments = List.copyOf(attachments);
        attributes = Map.copyOf(attributes);
        atMost("mentions", mentions.size(), MAX_MENTIONS);
        atMost("attachments", attachments.size(), MAX_ATTACHMENTS);
        atMost("attributes", attributes.size(), MAX_ATTRIBUTES);
        atMost("attachment bytes", dataBytes(attachments), MAX_DATA_BYTES);
        attributes.forEach((key, value) -> {
            StoredText.checkName("attribute key", key, MAX_KEY_LENGTH);
            StoredText.check("attribute value", value, MAX_VALUE_LENGTH);
        });
    }

    /**
     * Creates content that is only text.
     *
     * @param text the text
     * @return the content
     */
    public static Content of(String text) {
        return new Content(text, 0, List.of(), List.of(), Map.of());
    }

    /**
     * Returns this content with another text.
     *
     * @param newText the text
     * @return the changed copy
     */
    public Content withText(String newText) {
        return new Content(newText, replyTo, mentions, attachments, attributes);
    }

    /**
     * Returns this content as a reply to a message.
     *
     * @param seq the sequence number of the message replied to, or 0 for none
     * @return the changed copy
     */
    public Content withReplyTo(long seq) {
        return new Content(text, seq, mentions, attachments, attributes);
    }

    /**
     * Returns this content with other mentions.
     *
     * @param users the users mentioned
     * @return the changed copy
     */
    public Content withMentions(List<UserId> users) {
        return new Content(text, replyTo, users, attachments, attributes);
    }

    /**
     * Returns this content with other attachments.
     *
     * @param files the attachments
     * @return the changed copy
     */
    public Content withAttachments(List<Attachment> files) {
        return new Content(text, replyTo, mentions, files, attributes);
    }

    /**
     * Returns this content with other attributes.
     *
     * @param fields the attributes
     * @return the changed copy
     */
    public Content withAttributes(Map<String, String> fields) {
        return new Content(text, replyTo, mentions, attachments, fields);
    }

    /**
     * Returns the approximate memory footprint; for limits, not for accounting.
     *
     * @return the size in bytes
     */
    public int approximateBytes() {
        int bytes = 2 * text.length() + 32 * mentions.size() + (int) dataBytes(attachments) + 128 * attachments.size();
        for (Map.Entry<String, String> field : attributes.entrySet()) {
            bytes += 2 * (field.getKey().length() + field.getValue().length()) + 64;
        }
        return bytes;
    }

    private static long dataBytes(List<Attachment> attachments) {
        long bytes = 0;
        for (Attachment attachment : attachments) {
            bytes += attachment.data() == null ? 0 : attachment.size();
        }
        return bytes;
    }

    private static void atMost(String what, long number, int bound) {
        if (number > bound) {
            throw new IllegalArgumentException(number + " " + what + ", at most " + bound);
        }
    }
}
