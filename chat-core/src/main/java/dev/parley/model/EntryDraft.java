package dev.parley.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry before the store has given it a number.
 *
 * @param room the room whose log it goes into
 * @param kind what it does
 * @param messageId the message it makes, or the message it changes
 * @param sender who does it
 * @param createdAt when; cut to whole milliseconds, years 1 to 9999. Never used for order
 * @param clientMsgId makes a repetition safe: unique per room and sender, at most {@value #MAX_CLIENT_ID_LENGTH} chars;
 *     null if the sender gave none, then every append stores it anew
 * @param target the {@code seq} of the message it changes, 0 for a {@link EntryKind#MESSAGE}
 * @param content what it says
 * @param requestHash what distinguishes a repetition of the request from another request under the same {@code clientMsgId}, 1 to
 *     {@value #MAX_REQUEST_HASH_LENGTH} chars; null if that is the content. It does not become part of the entry but as
 *     {@link Entry#contentHash}
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

    /** The longest {@code clientMsgId}, in chars. */
    public static final int MAX_CLIENT_ID_LENGTH = 128;

    /** The longest {@code requestHash}, in chars. */
    public static final int MAX_REQUEST_HASH_LENGTH = 64;

    /**
     * Checks the fields.
     *
     * @throws IllegalArgumentException if a bound is passed, or a target is missing or given to a message
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
     * A new message.
     *
     * @param room the room
     * @param id an id that no other message has
     * @param sender who writes
     * @param at when
     * @param content what
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft message(RoomName room, MessageId id, Sender sender, Instant at, Content content) {
        return new EntryDraft(room, EntryKind.MESSAGE, id, sender, at, null, 0, content, null);
    }

    /**
     * New content for a message.
     *
     * @param target the message
     * @param sender who edits
     * @param at when
     * @param content all of the new content; {@code replyTo} is ignored
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft edit(Message target, Sender sender, Instant at, Content content) {
        return change(EntryKind.EDIT, target, sender, at, content);
    }

    /**
     * The end of a message.
     *
     * @param target the message
     * @param sender who deletes
     * @param at when
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft delete(Message target, Sender sender, Instant at) {
        return change(EntryKind.DELETE, target, sender, at, Content.EMPTY);
    }

    /**
     * A reaction.
     *
     * @param target the message
     * @param sender who reacts
     * @param at when
     * @param reaction the emoji or other short text
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft react(Message target, Sender sender, Instant at, String reaction) {
        return change(EntryKind.REACTION, target, sender, at, Content.of(reaction));
    }

    /**
     * A reaction taken back.
     *
     * @param target the message
     * @param sender who reacted
     * @param at when
     * @param reaction the emoji or other short text
     * @return the draft, without a {@code clientMsgId}
     */
    public static EntryDraft unreact(Message target, Sender sender, Instant at, String reaction) {
        return change(EntryKind.REACTION_REMOVED, target, sender, at, Content.of(reaction));
    }

    /**
     * This draft with a key that makes a repetition safe.
     *
     * @param newClientMsgId the key, or null for none
     * @return the changed copy
     */
    public EntryDraft withClientMsgId(@Nullable String newClientMsgId) {
        return new EntryDraft(room, kind, messageId, sender, createdAt, newClientMsgId, target, content, requestHash);
    }

    /**
     * This draft with something other than its content to recognise a repetition by, for content that is made from a request and may
     * be made differently the next time.
     *
     * @param newRequestHash a digest of the request, or null for the content's
     * @return the changed copy
     */
    public EntryDraft withRequestHash(@Nullable String newRequestHash) {
        return new EntryDraft(room, kind, messageId, sender, createdAt, clientMsgId, target, content, newRequestHash);
    }

    /**
     * What a store compares when a {@code clientMsgId} comes again: the {@code requestHash} if there is one, else a digest of
     * kind, target and content. Neither the id of the message, nor the sender's name, nor the time is part of it.
     *
     * @return at most {@value #MAX_REQUEST_HASH_LENGTH} chars; of the content 32 hexadecimal digits
     */
    public String contentHash() {
        return requestHash != null ? requestHash : ContentHash.of(kind, target, content);
    }

    /**
     * About how much memory this takes; for bounds, not for accounts.
     *
     * @return bytes, at least 200
     */
    public int approximateBytes() {
        return 200 + content.approximateBytes();
    }

    private static EntryDraft change(EntryKind kind, Message target, Sender sender, Instant at, Content content) {
        return new EntryDraft(target.room(), kind, target.id(), sender, at, null, target.seq(), content, null);
    }
}
