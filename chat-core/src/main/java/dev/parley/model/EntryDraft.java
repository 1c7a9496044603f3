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
 * @param revision the {@link Revision#seq} of the message that the change was decided on; null to append it whatever
 *     has happened since. Not kept in the entry
 * @param rulesVersion the version of the room's records that the entry was decided on; null to append it whatever has
 *     happened since. Not kept in the entry
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
        @Nullable String requestHash,
        @Nullable Long revision,
        @Nullable Long rulesVersion) {

    /** Maximum {@code clientMsgId} length, in chars. */
    public static final int MAX_CLIENT_ID_LENGTH = 128;

    /** Maximum {@code requestHash} length, in chars. */
    public static final int MAX_REQUEST_HASH_LENGTH = 64;

    /**
     * Validates the fields.
     *
     * @throws IllegalArgumentException if a bound is exceeded, or a target is missing or given to a message, or a
     *     revision is given to a message or below its target
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
        if (revision != null && (target == 0 || revision < target)) {
            throw new IllegalArgumentException(kind + " of " + target + " on revision " + revision);
        }
        if (rulesVersion != null && rulesVersion < 0) {
            throw new IllegalArgumentException("rulesVersion below 0: " + rulesVersion);
        }
    }

    /**
     * Creates a draft that is appended whatever has happened since it was decided.
     *
     * @param room the room
     * @param kind what it does
     * @param messageId the message it creates or changes
     * @param sender who sends it
     * @param createdAt the creation time
     * @param clientMsgId the idempotency key, or null
     * @param target the {@code seq} of the message it changes, 0 for a {@link EntryKind#MESSAGE}
     * @param content the content
     * @param requestHash the hash of the request, or null for the content's
     * @throws IllegalArgumentException as for all components
     */
    public EntryDraft(
            RoomName room,
            EntryKind kind,
            MessageId messageId,
            Sender sender,
            Instant createdAt,
            @Nullable String clientMsgId,
            long target,
            Content content,
            @Nullable String requestHash) {
        this(room, kind, messageId, sender, createdAt, clientMsgId, target, content, requestHash, null, null);
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
        return with(newClientMsgId, requestHash, revision, rulesVersion);
    }

    /**
     * Returns this draft with a hash that identifies retries in place of the content's, for content that is derived
     * from a request and may differ the next time.
     *
     * @param newRequestHash a digest of the request, or null for the content's
     * @return the changed copy
     */
    public EntryDraft withRequestHash(@Nullable String newRequestHash) {
        return with(clientMsgId, newRequestHash, revision, rulesVersion);
    }

    /**
     * Returns this change under the condition that nothing has changed its message since it was decided. A store
     * reports a draft whose condition does not hold as stale, and does not store it.
     *
     * @param seqOfLastChange the {@link Revision#seq} of the message as it was when the change was decided
     * @return the changed copy
     * @throws IllegalArgumentException if this is no change, or the number is below its target
     */
    public EntryDraft onRevision(long seqOfLastChange) {
        return with(clientMsgId, requestHash, seqOfLastChange, rulesVersion);
    }

    /**
     * Returns this draft under the condition that the room's records, such as its bans, have not changed since it was
     * decided. A store reports a draft whose condition does not hold as stale, and does not store it.
     *
     * @param version the version of the room's records when it was decided, 0 before their first change
     * @return the changed copy
     * @throws IllegalArgumentException if the version is below 0
     */
    public EntryDraft onRules(long version) {
        return with(clientMsgId, requestHash, revision, version);
    }

    /**
     * Returns this draft as it is kept, without what only matters while it is appended: the request's hash and the
     * conditions.
     *
     * @return the changed copy
     */
    EntryDraft stored() {
        return with(clientMsgId, null, null, null);
    }

    private EntryDraft with(
            @Nullable String newClientMsgId,
            @Nullable String newRequestHash,
            @Nullable Long newRevision,
            @Nullable Long newRulesVersion) {
        return new EntryDraft(
                room,
                kind,
                messageId,
                sender,
                createdAt,
                newClientMsgId,
                target,
                content,
                newRequestHash,
                newRevision,
                newRulesVersion);
    }

    /**
     * Returns whether this change was decided on a state of its message that is not the current one: the message was
     * changed, deleted, erased or purged since. Every store follows this rule.
     *
     * @param now the current state of the message at {@link #target}, or null if there is none
     * @return true if there is a {@link #revision} and it is not that of {@code now}
     */
    public boolean isStaleOn(@Nullable Message now) {
        return revision != null
                && (now == null
                        || now.deleted()
                        || !now.id().equals(messageId)
                        || now.revision().seq() != revision);
    }

    /**
     * Returns whether this draft was decided on records of its room that have changed since. Every store follows this
     * rule.
     *
     * @param now the current version of the room's records
     * @return true if there is a {@link #rulesVersion} and {@code now} is above it
     */
    public boolean isStaleUnder(long now) {
        return rulesVersion != null && now > rulesVersion;
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
