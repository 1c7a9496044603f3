package dev.parley.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes the digest of an entry's content. The digest is stored, so the encoding must never change. Every part is
 * length-prefixed.
 */
final class ContentHash {

    private static final int BYTES = 16;

    private ContentHash() {}

    static String of(EntryKind kind, long target, Content content) {
        ByteArrayOutputStream bytes =
                new ByteArrayOutputStream(128 + content.text().length());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, kind.name());
            out.writeLong(target);
            write(out, content.text());
            out.writeLong(content.replyTo());
            out.writeInt(content.mentions().size());
            for (UserId user : content.mentions()) {
                write(out, user.value());
            }
            out.writeInt(content.attachments().size());
            for (Attachment attachment : content.attachments()) {
                write(out, attachment);
            }
            out.writeInt(content.attributes().size());
            for (Map.Entry<String, String> field : new TreeMap<>(content.attributes()).entrySet()) {
                write(out, field.getKey());
                write(out, field.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes.toByteArray()), BYTES));
    }

    private static void write(DataOutputStream out, Attachment attachment) throws IOException {
        write(out, attachment.id());
        write(out, attachment.name());
        write(out, attachment.type());
        out.writeLong(attachment.size());
        Binary data = attachment.data();
        out.writeInt(data == null ? -1 : data.size());
        if (data != null) {
            out.write(data.toByteArray());
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
