package dev.parley.chat.cluster;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Moderation;
import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one engine tells the others. Immutable. Receivers ignore kinds and fields that they do not know, so that engines of
 * two versions work together.
 */
public sealed interface Hint {

    /**
     * Returns the approximate size of what the hint carries, for bounding queues of hints.
     *
     * @return the size in bytes, 0 without entries or rooms
     */
    long approximateBytes();

    /**
     * Entries were stored.
     *
     * @param room the room
     * @param epoch the epoch of its log
     * @param seq the sequence number of the last of them
     * @param entries the entries, up to {@code seq} without gaps, if they are small enough; receivers read the store for
     *     those that are missing
     */
    record Stored(RoomName room, String epoch, long seq, List<Entry> entries) implements Hint {

        /** Maximum size of all entries of a hint, as estimated by {@code approximateBytes}: 64 KiB. */
        public static final int MAX_BYTES = 64 * 1024;

        /**
         * Copies the entries.
         *
         * @throws IllegalArgumentException if they are not those up to {@code seq} of this room and epoch, or exceed
         *     {@link #MAX_BYTES}
         */
        public Stored {
            entries = List.copyOf(entries);
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                if (entry.seq() != seq - entries.size() + 1 + i
                        || !entry.room().equals(room)
                        || !entry.epoch().equals(epoch)) {
                    throw new IllegalArgumentException(
                            "entry " + entry.seq() + " in a hint for " + room + " up to " + seq);
                }
            }
            long bytes = bytesOf(entries);
            if (bytes > MAX_BYTES) {
                throw new IllegalArgumentException(bytes + " bytes of entries, at most " + MAX_BYTES);
            }
        }

        private static long bytesOf(List<Entry> entries) {
            return entries.stream()
                    .mapToLong(entry -> entry.draft().approximateBytes())
                    .sum();
        }

        @Override
        public long approximateBytes() {
            return bytesOf(entries);
        }

        /**
         * Creates the hint of one entry, which is part of it unless it is too large.
         *
         * @param entry the entry, just stored
         * @return the hint
         */
        public static Stored of(Entry entry) {
            boolean fits = entry.draft().approximateBytes() <= MAX_BYTES;
            return new Stored(entry.room(), entry.epoch(), entry.seq(), fits ? List.of(entry) : List.of());
        }
    }

    /**
     * The ends of rooms that the sender has written to lately: what a lost {@link Stored} would have said.
     *
     * @param ends the end of the log by room, at most {@value #MAX_ROOMS}
     * @param since for private conversations among them, the number of the entry before those that were written lately: a
     *     receiver that has sent nothing of the conversation yet begins there
     */
    record Digest(Map<RoomName, End> ends, Map<RoomName, Long> since) implements Hint {

        /** Maximum number of rooms. */
        public static final int MAX_ROOMS = 200;

        /**
         * Creates a digest that does not say since when.
         *
         * @param ends the end of the log by room
         */
        public Digest(Map<RoomName, End> ends) {
            this(ends, Map.of());
        }

        /**
         * Copies both, with their order.
         *
         * @throws IllegalArgumentException if there are too many
         */
        public Digest {
            ends = Collections.unmodifiableMap(new LinkedHashMap<>(ends));
            since = Collections.unmodifiableMap(new LinkedHashMap<>(since));
            if (ends.size() > MAX_ROOMS) {
                throw new IllegalArgumentException(ends.size() + " rooms, at most " + MAX_ROOMS);
            }
        }

        @Override
        public long approximateBytes() {
            return ends.size() * 200L;
        }
    }

    /**
     * The end of a log.
     *
     * @param epoch the epoch of the log
     * @param seq the sequence number of its newest entry
     */
    record End(String epoch, long seq) {}

    /**
     * The ends of inboxes that the sender has added to, at once and in digests: receivers read the store for what is new.
     *
     * @param ends the number of the newest notification by user, at most {@value Digest#MAX_ROOMS}
     */
    record Inboxes(Map<UserId, Long> ends) implements Hint {

        /**
         * Copies the ends, with their order.
         *
         * @throws IllegalArgumentException if there are too many
         */
        public Inboxes {
            ends = Collections.unmodifiableMap(new LinkedHashMap<>(ends));
            if (ends.size() > Digest.MAX_ROOMS) {
                throw new IllegalArgumentException(ends.size() + " inboxes, at most " + Digest.MAX_ROOMS);
            }
        }

        @Override
        public long approximateBytes() {
            return ends.size() * 100L;
        }
    }

    /**
     * An event for clients that is in no log, such as a receipt, or how much is unread. Lost, it is not repeated.
     *
     * @param room whom it is for: those in a room, both users of a conversation, or the devices of a user
     * @param event its name
     * @param data its payload
     * @param except a user whose devices do not get it, or null
     */
    record Moment(
            RoomName room,
            String event,
            Map<String, Object> data,
            @Nullable UserId except) implements Hint {

        @Override
        public long approximateBytes() {
            return 500;
        }
    }

    /**
     * A user begins to write, still writes, or has stopped. Each receiver ends the indicator itself if it hears nothing more.
     *
     * @param room the room or conversation
     * @param user who writes
     * @param begins false if the user has stopped
     */
    record Typing(RoomName room, Sender user, boolean begins) implements Hint {

        @Override
        public long approximateBytes() {
            return 300;
        }
    }

    /** What every engine does, once for an id: it is sent several times, in case one of them is lost. */
    sealed interface Act extends Hint {

        /**
         * Returns what identifies the act.
         *
         * @return the id, unique among all engines
         */
        String id();
    }

    /**
     * A moderation action was taken.
     *
     * @param id what identifies the act
     * @param action the action
     * @param version the version of the room's records that includes the action; 0 if it has no record
     * @param at when it was taken
     * @param names the names of the moderator and of the user, as far as they are known
     */
    record Moderated(String id, Moderation action, long version, Instant at, List<Sender> names) implements Act {

        /** Copies the names. */
        public Moderated {
            names = List.copyOf(names);
        }

        @Override
        public long approximateBytes() {
            return 500L + 3L * action.reason().length();
        }
    }

    /**
     * A user's connections have to end.
     *
     * @param id what identifies the act
     * @param user the user
     * @param code the code that clients are sent
     * @param reason the text that clients are sent
     * @param issuedBefore spares connections whose credentials were issued then or later; null for none
     */
    record Disconnected(
            String id,
            UserId user,
            ErrorCode code,
            String reason,
            @Nullable Instant issuedBefore) implements Act {

        @Override
        public long approximateBytes() {
            return 300L + 3L * reason.length();
        }
    }

    /**
     * Something in a log was erased: clients have to reload.
     *
     * @param id what identifies the act
     * @param room the room
     * @param end the end of its log
     */
    record Erased(String id, RoomName room, End end) implements Act {

        @Override
        public long approximateBytes() {
            return 300;
        }
    }

    /**
     * An engine has changed one of its entries in the {@link SharedState}.
     *
     * @param engine the name of the engine, by its lease
     * @param table the table
     * @param previous the version of the engine's entries in this table before, 0 if it had none
     * @param version their version now, greater than those of all earlier ones
     * @param key the key
     * @param value the value, or null if the entry was removed
     * @param note why it was removed, empty otherwise
     */
    record Changed(
            String engine,
            String table,
            long previous,
            long version,
            String key,
            @Nullable String value,
            String note) implements Hint {

        @Override
        public long approximateBytes() {
            return 300L + 3L * (table.length() + key.length() + note.length() + (value == null ? 0 : value.length()));
        }
    }
}
