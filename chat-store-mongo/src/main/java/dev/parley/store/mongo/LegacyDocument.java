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
 * A document of another program, of which only the fields of the mapping are decoded: whatever else is in it does no harm.
 *
 * @param collection the name of its collection
 * @param document the document
 */
record LegacyDocument(String collection, RawBsonDocument document) {

    private static final int MAX_SHOWN_CHARS = 200;
    private static final int KEY_BYTES = 16;

    /** A document that is no message. */
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
     * The message.
     *
     * @throws OddDocumentException if it is none
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

    /** The id, for people. */
    String shownId() {
        try {
            BsonValue id = document.get("_id");
            return id == null ? "" : shown(new BsonDocument("_id", id).toJson());
        } catch (RuntimeException unreadable) {
            return "";
        }
    }

    /** Something made of a text. */
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

    /** What is at the end of a path; null if that leads nowhere. */
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

    /** The id is the name as it is shown: two forms of one name are one user. */
    private static Sender sender(String name) {
        String normalised = Sender.of("any", name).name();
        Sender sender = Sender.of(normalised, normalised);
        if (sender.id().isReserved()) {
            throw new IllegalArgumentException("user id is reserved: " + normalised);
        }
        return sender;
    }

    /** The time of the field; without one that of the id, and at last the beginning of time. */
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
     * Is the same whenever the document is read, and another one for every other document: ids that look alike may be of several
     * types, too long, or numbers that each collection counts from 1.
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
