package dev.parley.model;

import dev.parley.text.Emoji;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a message: the entry that created it with all later entries about it applied.
 *
 * @param room the room
 * @param epoch the epoch of the room's log
 * @param seq the sequence number in the log, from 1
 * @param id the id
 * @param sender the author, {@link Sender#ERASED} after an erasure
 * @param createdAt the creation time; does not define an order
 * @param clientMsgId the sender's idempotency key, or null
 * @param content the latest content; empty if deleted
 * @param reactions users by reaction, both in the order of reacting; empty if deleted
 * @param revision the changes since
 */
public record Message(
        RoomName room,
        String epoch,
        long seq,
        MessageId id,
        Sender sender,
        Instant createdAt,
        @Nullable String clientMsgId,
        Content content,
        Map<String, List<UserId>> reactions,
        Revision revision) {

    /** Copies the reactions, preserving their order. */
    public Message {
        reactions = reactions.isEmpty() ? Map.of() : copy(reactions);
    }

    private static Map<String, List<UserId>> copy(Map<String, List<UserId>> reactions) {
        Map<String, List<UserId>> copy = new LinkedHashMap<>();
        reactions.forEach((reaction, users) -> copy.put(reaction, List.copyOf(users)));
        return Collections.unmodifiableMap(copy);
    }

    /**
     * Applies the later entries about a message to the entry that created it. Every store follows this rule:
     *
     * <ul>
     * <li>an edit replaces the content, except {@code replyTo};
     * <li>a deletion leaves a tombstone, whatever follows; so does the erasure of the message itself;
     * <li>a user has each reaction at most once, and an emoji with and without variation selectors is the same
     * reaction; erased reactions do not count.
     * </ul>
     *
     * @param original the entry that created the message, of kind {@link EntryKind#MESSAGE}
     * @param changes all entries whose target is that message, by ascending {@code seq}
     * @return the message after the last change
     * @throws IllegalArgumentException if {@code original} is not a message or a change targets another one
     */
    public static Message of(Entry original, List<Entry> changes) {
        if (original.kind() != EntryKind.MESSAGE) {
            throw new IllegalArgumentException("no message but " + original.kind());
        }
        Message first = first(original);
        return changes.isEmpty() ? first : new Fold(first).applyAll(changes).toMessage();
    }

    private static Message first(Entry original) {
        return new Message(
                original.room(),
                original.epoch(),
                original.seq(),
                original.messageId(),
                original.sender(),
                original.createdAt(),
                original.clientMsgId(),
                original.erased() ? Content.EMPTY : original.content(),
                Map.of(),
                new Revision(1, original.seq(), null, null, original.erased()));
    }

    /**
     * Applies one more entry, by the same rules.
     *
     * @param change an entry whose target is this message, later than all those applied
     * @return the message after it
     * @throws IllegalArgumentException if the change targets another message
     */
    public Message after(Entry change) {
        return new Fold(this).applyAll(List.of(change)).toMessage();
    }

    /**
     * Returns the latest text.
     *
     * @return the text, empty if deleted
     */
    public String text() {
        return content.text();
    }

    /**
     * Returns the version of the content: 1 plus the number of its changes.
     *
     * @return 1 or more
     */
    public int version() {
        return revision.version();
    }

    /**
     * Returns whether only a tombstone is left.
     *
     * @return true after a deletion or an erasure
     */
    public boolean deleted() {
        return revision.deleted();
    }

    /** The state while applying changes. Not thread-safe. */
    private static final class Fold {
        private final Message original;
        private final Map<String, LinkedHashSet<UserId>> reactions = new LinkedHashMap<>();
        private Content content;
        private Revision revision;

        Fold(Message original) {
            this.original = original;
            this.content = original.content();
            this.revision = original.revision();
            original.reactions().forEach((reaction, users) -> reactions.put(reaction, new LinkedHashSet<>(users)));
        }

        Fold applyAll(List<Entry> changes) {
            for (Entry change : changes) {
                if (change.target() != original.seq()) {
                    throw new IllegalArgumentException("change " + change.seq() + " is not about " + original.seq());
                }
                apply(change);
            }
            return this;
        }

        private void apply(Entry change) {
            switch (change.kind()) {
                case EDIT -> {
                    if (!revision.deleted()) {
                        content =
                                change.content().withReplyTo(original.content().replyTo());
                        revision = new Revision(
                                revision.version() + 1, change.seq(), change.createdAt(), revision.deletedAt(), false);
                    }
                }
                case DELETE -> {
                    if (!revision.deleted()) {
                        revision = new Revision(
                                revision.version() + 1, change.seq(), revision.editedAt(), change.createdAt(), true);
                    }
                }
                case REACTION -> {
                    if (!change.erased() && !revision.deleted()) {
                        boolean added = reactions
                                .computeIfAbsent(reaction(change), reaction -> new LinkedHashSet<>())
                                .add(change.sender().id());
                        if (added) {
                            touch(change.seq());
                        }
                    }
                }
                case REACTION_REMOVED -> {
                    LinkedHashSet<UserId> users = reactions.get(reaction(change));
                    if (users != null
                            && !revision.deleted()
                            && users.remove(change.sender().id())) {
                        touch(change.seq());
                        if (users.isEmpty()) {
                            reactions.remove(reaction(change));
                        }
                    }
                }
                case MESSAGE -> throw new IllegalArgumentException("a message changes no other: " + change.seq());
            }
        }

        private static String reaction(Entry change) {
            return Emoji.canonical(change.content().text());
        }

        private void touch(long seq) {
            revision = new Revision(
                    revision.version(), seq, revision.editedAt(), revision.deletedAt(), revision.deleted());
        }

        Message toMessage() {
            Map<String, List<UserId>> users = new LinkedHashMap<>();
            if (!revision.deleted()) {
                reactions.forEach((reaction, set) -> users.put(reaction, new ArrayList<>(set)));
            }
            return new Message(
                    original.room(),
                    original.epoch(),
                    original.seq(),
                    original.id(),
                    original.sender(),
                    original.createdAt(),
                    original.clientMsgId(),
                    revision.deleted() ? Content.EMPTY : content,
                    users,
                    revision);
        }
    }
}
