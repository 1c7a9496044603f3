package dev.parley.store.mongo;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.store.mongo.ImportReport.SkipReason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * A foreign document of which only the mapped fields are decoded, so that its other contents do no harm.
 *
 * @param collection the name of its collection
 * @param document the document
 */
record LegacyDocument(String collection, RawBsonDocument document) {

    private static final int MAX_SHOWN_CHARS = 200;
    private static final int KEY_BYTES = 16;

    /** Thrown if a document is not a message. */
    static final class OddDocumentException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final SkipReason reason;

        private OddDocumentException(SkipReason reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }

        SkipReason reason() {
            return reason;
        }
    }

    /**
     * Returns the message.
     *
     * @throws OddDocumentException if the document is not a message
     */
    EntryDraft draft(FieldMapping mapping) {
        BsonValue id = checked(SkipReason.UNREADABLE, () -> document.get("_id"));
        if (id == null) {
            throw new OddDocumentException(SkipReason.NO_ID, "no _id");
        }
        RoomName room = named(SkipReason.ROOM, mapping.room(), RoomName::of);
        Sender sender = named(SkipReason.USER, mapping.user(), LegacyDocument::sender);
        Content content = named(SkipReason.TEXT, mapping.text(), Content::of);
        String key = checked(SkipReason.UNREADABLE, () -> "imported-" + key(id));
        BsonValue time = value(SkipReason.CREATED_AT, mapping.createdAt());
        return checked(
                SkipReason.CREATED_AT,
                () -> EntryDraft.message(room, MessageId.of(key), sender, time(time, id), content)
                        .withClientMsgId(key));
    }

    /** The id in human-readable form. */
    String shownId() {
        try {
            BsonValue id = document.get("_id");
            return id == null ? "" : shown(new BsonDocument("_id", id).toJson());
        } catch (RuntimeException unreadable) {
            return "";
        }
    }

    /** Parses a value from a string. */
    private interface Parser<T> {
        T parse(String text);
    }

    private <T> T named(SkipReason reason, String path, Parser<T> parser) {
        BsonValue value = value(reason, path);
        if (value == null) {
            throw new OddDocumentException(reason, "no " + path);
        }
        if (!value.isString()) {
            throw new OddDocumentException(reason, path + " is no text but " + type(value));
        }
        return checked(reason, () -> parser.parse(value.asString().getValue()));
    }

    /** The value at a path; null if there is none. */
    private @Nullable BsonValue value(SkipReason reason, String path) {
        return checked(reason, () -> {
            BsonValue value = document;
            for (String name : path.split("\\.")) {
                value = value != null && value.isDocument() ? value.asDocument().get(name) : null;
            }
            return value == null || value.isNull() || value.getBsonType() == BsonType.UNDEFINED ? null : value;
        });
    }

    private static <T extends @Nullable Object> T checked(SkipReason reason, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException odd) {
            throw new OddDocumentException(reason, shown(String.valueOf(odd.getMessage())));
        }
    }

    /** The id is the normalised display name: two spellings of one name are one user. */
    private static Sender sender(String name) {
        String normalised = Sender.of("any", name).name();
        Sender sender = Sender.of(normalised, normalised);
        if (sender.id().isReserved()) {
            throw new IllegalArgumentException("user id is reserved: " + normalised);
        }
        return sender;
    }

    /** The time of the field, otherwise that of the id, otherwise 1970. */
    private static Instant time(@Nullable BsonValue value, BsonValue id) {
        if (value == null) {
            return id.isObjectId() ? id.asObjectId().getValue().getDate().toInstant() : Instant.EPOCH;
        }
        return switch (value.getBsonType()) {
            case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue());
            case TIMESTAMP ->
                Instant.ofEpochSecond(Integer.toUnsignedLong(value.asTimestamp().getTime()));
            case INT32, INT64 -> Instant.ofEpochMilli(value.asNumber().longValue());
            case DOUBLE, DECIMAL128 ->
                Instant.ofEpochMilli(millis(value.asNumber().doubleValue()));
            case STRING -> Instant.parse(value.asString().getValue().strip());
            default -> throw new IllegalArgumentException("no time but " + type(value));
        };
    }

    private static long millis(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("no time: " + value);
        }
        return (long) value;
    }

    /**
     * Returns a stable key that is unique per document: ids that look alike may be of different types, too long, or
     * numbers that each collection counts from 1.
     */
    private String key(BsonValue id) {
        if (id.isObjectId()) {
            return id.asObjectId().getValue().toHexString();
        }
        MessageDigest digest = sha256();
        digest.update(collection.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(new RawBsonDocument(new BsonDocument("_id", id), new BsonDocumentCodec())
                .getByteBuffer()
                .asNIO());
        return type(id) + "-" + HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static String type(BsonValue value) {
        return value.getBsonType().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS);
    }
}
