package dev.parley.chat.command;

import dev.parley.chat.event.Payload;
import dev.parley.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A digest of a client's request, by which a retry under one {@code clientMsgId} is distinguished from a different
 * request. It covers only what the client sent: no ids assigned by the server, nothing added by interceptors, and no
 * state of the message replied to. The digest is stored, so its form must never change. Not thread-safe.
 */
public final class RequestHash {

    private static final int BYTES = 16;
    private static final List<String> FILE_FIELDS = List.of("name", "type", "url", "size", "data");

    private final MessageDigest digest;

    private RequestHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The digest of a message's payload, well-formed or not: 32 hexadecimal digits. */
    public static String of(Payload payload) {
        RequestHash hash = new RequestHash();
        hash.add("request 1");
        Object text = payload.has("text") ? payload.raw("text") : payload.raw("message");
        hash.add(text instanceof String string && PlainText.isWellFormed(string) ? PlainText.lines(string) : text);
        hash.add(payload.raw("replyTo"));
        hash.addList(payload.raw("mentions"));
        hash.addList(payload.raw("attachments"));
        return HexFormat.of().formatHex(Arrays.copyOf(hash.digest.digest(), BYTES));
    }

    private void addList(@Nullable Object value) {
        List<?> list = value instanceof List<?> elements ? elements : List.of();
        add(String.valueOf(list.size()));
        for (Object element : list) {
            if (element instanceof Map<?, ?> file) {
                FILE_FIELDS.forEach(field -> add(file.get(field)));
            } else {
                add(element);
            }
        }
    }

    /** Each value is prefixed with its kind and length, so that different lists have different encodings. */
    private void add(@Nullable Object value) {
        byte[] bytes;
        char kind;
        if (value instanceof byte[] binary) {
            kind = 'b';
            bytes = binary;
        } else {
            kind = value == null ? '-' : 't';
            bytes = value == null ? new byte[0] : text(value).getBytes(StandardCharsets.UTF_8);
        }
        digest.update((kind + ":" + bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static String text(Object value) {
        return value instanceof Number number ? String.valueOf(number.doubleValue()) : String.valueOf(value);
    }
}
