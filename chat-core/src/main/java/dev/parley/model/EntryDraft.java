package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry that the store has not assigned a sequence number yet.
 *
 * @param room the room whose log it is appended to
 * @param kind what it does
 * @param messageId the message it creates or changes
 * @param sender who sends it
 * @param createdAt the creation time; truncated to whole milliseconds, years 1 to 9999. Never defines an order
 * @param clientMsgId the idempotency key: unique per room and sender, at most {@value #MAX_CLIENT_ID_LENGTH} chars;
 *     null if the sender gave none, in which case every append stores a new entry
 * @param target the {@code seq} of the message it changes, 0 for a {@link EntryKind#MESSAGE}
 * @param content the content
 * @param requestHash distinguishes a retry from a different request under the same {@code clientMsgId}, 1 to {@value
 *     #MAX_REQUEST_HASH_LENGTH} chars; null to use the content's hash. It is kept in the entry only as {@link
 *     Entry#contentHash}
 */
public record EntryDraft(
        RoomName room,
        EntryKind kind,
        MessageId messageId,
        Sender sender,
        Instant createdAt,
        @Nullable String clientMsgId,
        long target,
        Content content,
        @Nullable String requestHash) {

    /** Maximum {@code clientMsgId} length, in chars. */
    public static final int MAX_CLIENT_ID_LENGTH = 128;

    /** Maximum {@code requestHash} length, in chars. */
    public static final int MAX_REQUEST_HASH_LENGTH = 64;

    /**
     * Validates the fields.
     *
     * @throws IllegalArgumentException if a bound is exceeded, or a target is missing or given to a message
     */
    public EntryDraft {
        createdAt = Times.stored("createdAt", createdAt);
        if (clientMsgId != null) {
            StoredText.checkName("clientMsgId", clientMsgId, MAX_CLIENT_ID_LENGTH);
        }
        if (requestHash != null) {
            StoredText.checkName("requestHash", requestHash, MAX_REQUEST_HASH_LENGTH);
        }
        if (target < 0 || (kind == EntryKind.MESSAGE) != (target == 0)) {
            throw new IllegalArgumentException(kind + " with target " + target);
        }
    }

    /**
     * Creates a message.
     *
     * @param room the room
     * @param id an id that no other message has
     * @param sender the author
     * @param at the creation time
     * @param content the content
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft message(RoomName room, MessageId id, Sender sender, Instant at, Content content) {
        return new EntryDraft(room, EntryKind.MESSAGE, id, sender, at, null, 0, content, null);
    }

    /**
     * Creates an edit of a message.
     *
     * @param target the message
     * @param sender who edits
     * @param at the time of the edit
     * @param content all of the new content; {@code replyTo} is ignored
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft edit(Message target, Sender sender, Instant at, Content content) {
        return change(EntryKind.EDIT, target, sender, at, content);
    }

    /**
     * Creates the deletion of a message.
     *
     * @param target the message
     * @param sender who deletes
     * @param at the time of the deletion
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft delete(Message target, Sender sender, Instant at) {
        return change(EntryKind.DELETE, target, sender, at, Content.EMPTY);
    }

    /**
     * Creates a reaction.
     *
     * @param target the message
     * @param sender who reacts
     * @param at the time of the reaction
     * @param reaction the emoji or other short text
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft react(Message target, Sender sender, Instant at, String reaction) {
        return change(EntryKind.REACTION, target, sender, at, Content.of(reaction));
    }

    /**
     * Creates the removal of a reaction.
     *
     * @param target the message
     * @param sender who reacted
     * @param at the time of the removal
     * @param reaction the emoji or other short text
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft unreact(Message target, Sender sender, Instant at, String reaction) {
        return change(EntryKind.REACTION_REMOVED, target, sender, at, Content.of(reaction));
    }

    /**
     * Returns this draft with another idempotency key.
     *
     * @param newClientMsgId the key, or null for none
     * @return the changed copy
     */
    public EntryDraft withClientMsgId(@Nullable String newClientMsgId) {
        return new EntryDraft(room, kind, messageId, sender, createdAt, newClientMsgId, target, content, requestHash);
    }

    /**
     * Returns this draft with a hash that identifies retries in place of the content's, for content that is derived
     * from a request and may differ the next time.
     *
     * @param newRequestHash a digest of the request, or null for the content's
     * @return the changed copy
     */
    public EntryDraft withRequestHash(@Nullable String newRequestHash) {
        return new EntryDraft(room, kind, messageId, sender, createdAt, clientMsgId, target, content, newRequestHash);
    }

    /**
     * Returns what a store compares when a {@code clientMsgId} is repeated: the {@code requestHash} if there is one,
     * otherwise a digest of kind, target and content. The message's id, the sender's name and the time are not part of
     * it.
     *
     * @return at most {@value #MAX_REQUEST_HASH_LENGTH} chars; for the content 32 hexadecimal digits
     */
    public String contentHash() {
        return requestHash != null ? requestHash : ContentHash.of(kind, target, content);
    }

    /**
     * Returns the approximate memory footprint; for limits, not for accounting.
     *
     * @return the size in bytes, at least 200
     */
    public int approximateBytes() {
        return 200 + content.approximateBytes();
    }

    private static EntryDraft change(EntryKind kind, Message target, Sender sender, Instant at, Content content) {
        return new EntryDraft(target.room(), kind, target.id(), sender, at, null, target.seq(), content, null);
    }
}
