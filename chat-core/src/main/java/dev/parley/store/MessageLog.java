package dev.parley.store;

import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all rooms. Every entry of a room, message or change, has the next number of that room: 1, 2, 3, without a
 * hole, for as long as the room's {@code epoch} lasts.
 */
public interface MessageLog {

    /**
     * Appends entries to one or more rooms. Drafts of one room get consecutive numbers in the order of the list.
     *
     * <p>A draft with a {@code clientMsgId} that its sender has used in its room before, in an earlier call, through
     * another node or earlier in this list, is not stored again: it is answered by the entry that is there, as a
     * duplicate if the content is the same and otherwise as a conflict. That holds for as long as the entry is there:
     * until it is purged, erased or reset. Duplicates and conflicts do not hold up the other drafts.
     *
     * <p>What was returned is on disk, as far as the store has one, and visible to every read that begins later. If the
     * call fails, the drafts of each room were stored all or not at all; a store that cannot promise this (it says so)
     * may have stored a first part of them, without a hole. Repeating the call is safe for drafts with a
     * {@code clientMsgId}: what was stored is answered as a duplicate.
     *
     * <p>One engine appends to one room serially and to different rooms concurrently. A store that several engines
     * share gives the numbers itself and stays dense whichever engine writes.
     *
     * @param drafts what to append, any number, in order
     * @return one result for each draft, in the same order
     * @throws StoreException if the store failed; what was stored is unknown
     */
    List<AppendResult> append(List<EntryDraft> drafts);

    /**
     * The end of a room's log.
     *
     * @param room the room
     * @return its head, {@link Head#none} if the room is unknown
     * @throws StoreException if the store failed
     */
    Head head(RoomName room);

    /**
     * Lists rooms that have a log, in an order of the store's own choice that does not change.
     *
     * @param after only rooms after this one in that order, or null to begin; the room itself need not exist any more
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return their heads, in that order
     * @throws StoreException if the store failed
     */
    List<Head> rooms(@Nullable RoomName after, int limit);

    /**
     * Reads the log itself: every kind of entry, as appended.
     *
     * @param room the room
     * @param after only entries with numbers above this, 0 for all
     * @param limit how many at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the entries with the lowest such numbers, ascending; empty if the room is unknown
     * @throws StoreException if the store failed
     */
    List<Entry> entries(RoomName room, long after, int limit);

    /**
     * Reads messages as they are now: each with its edits, deletion and reactions applied, as {@link Message#of} says.
     * Deleted messages are included, as tombstones; the sender asked for is the one who wrote the message.
     *
     * @param query which
     * @return the messages, ascending by number; empty if the room is unknown
     * @throws StoreException if the store failed
     */
    List<Message> messages(MessageQuery query);

    /**
     * Reads the newest message of each of several rooms, as it is now.
     *
     * <p>Unless a store does better, this reads one room after the other.
     *
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return by room; rooms without a message are left out
     * @throws StoreException if the store failed
     */
    default Map<RoomName, Message> latestMessages(Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        Map<RoomName, Message> latest = new HashMap<>();
        for (RoomName room : rooms) {
            messages(MessageQuery.tail(room, 1)).forEach(message -> latest.put(room, message));
        }
        return latest;
    }

    /**
     * Reads messages by number, as they are now.
     *
     * @param room the room
     * @param seqs numbers, at most {@value MessageQuery#MAX_LIMIT}, in any order
     * @return those of them that are messages, ascending by number; others are left out
     * @throws StoreException if the store failed
     */
    List<Message> messagesAt(RoomName room, Collection<Long> seqs);

    /**
     * Reads a message by id, as it is now.
     *
     * @param room the room
     * @param id the message's id
     * @return the message, or empty if there is none with this id in this room
     * @throws StoreException if the store failed
     */
    Optional<Message> message(RoomName room, MessageId id);

    /**
     * Finds what a sender has stored in a room under a {@code clientMsgId}: the entry by which {@link #append} would answer a
     * repetition.
     *
     * @param room the room
     * @param sender who sent it
     * @param clientMsgId the sender's key
     * @return the entry, or empty if there is none, or no longer
     * @throws StoreException if the store failed
     */
    Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId);

    /**
     * Forgets the beginning of a room's log. Numbers are never used again. Afterwards no read returns an entry up to
     * {@code throughSeq}; while the call runs, some may. A call that failed half way is finished by the next one.
     *
     * @param room the room
     * @param throughSeq the last number to forget; beyond the end of the log it means all there is
     * @return how many entries this call removed; 0 if the room is unknown or nothing was left to do
     * @throws StoreException if the store failed; a part may be gone
     */
    long purge(RoomName room, long throughSeq);

    /**
     * Empties a room's log and begins a new life: another epoch, numbers from 1. The room's read markers go too, its
     * records stay.
     *
     * @param room the room
     * @return the new head; {@link Head#none} if the room is unknown, then nothing is done
     * @throws StoreException if the store failed
     */
    Head resetRoom(RoomName room);

    /**
     * Reads what happened after a position, each entry with what became of its message.
     *
     * @param room the room
     * @param epoch the life of the log that the position belongs to; empty, with number 0, for the very beginning
     * @param seq the number of the last entry known
     * @param limit how many entries at most, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the changes, or the reason why they are not available
     * @throws StoreException if the store failed
     */
    default Changes changesSince(RoomName room, String epoch, long seq, int limit) {
        Head head = head(room);
        boolean beginning = epoch.isEmpty() && seq == 0;
        if (!beginning && !epoch.equals(head.epoch())) {
            return Changes.unknown(head, Changes.Gap.RESET);
        }
        if (seq > head.lastSeq()) {
            return Changes.unknown(head, Changes.Gap.AHEAD);
        }
        if (seq < head.purgedSeq()) {
            return Changes.unknown(head, Changes.Gap.PURGED);
        }
        List<Entry> entries = entries(room, seq, limit);
        Set<Long> touched = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (!entry.epoch().equals(head.epoch())) {
                return Changes.unknown(head(room), Changes.Gap.RESET);
            }
            touched.add(entry.target() == 0 ? entry.seq() : entry.target());
        }
        if (!entries.isEmpty() && entries.get(0).seq() != seq + 1) {
            return Changes.unknown(head(room), Changes.Gap.PURGED);
        }
        Map<Long, Message> now = new HashMap<>();
        for (Message message : touched.isEmpty() ? List.<Message>of() : messagesAt(room, touched)) {
            now.put(message.seq(), message);
        }
        List<Changes.Change> changes = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            changes.add(new Changes.Change(entry, now.get(entry.target() == 0 ? entry.seq() : entry.target())));
        }
        long last = entries.isEmpty() ? seq : entries.get(entries.size() - 1).seq();
        return new Changes(head, Changes.Gap.NONE, changes, last < head.lastSeq());
    }

    /**
     * Reads the messages around a number.
     *
     * @param room the room
     * @param seq the number, of a message or of any other entry
     * @param before how many messages with lower numbers at most, 0 to {@value MessageQuery#MAX_LIMIT}
     * @param after how many messages with higher numbers at most, below {@value MessageQuery#MAX_LIMIT}
     * @return the messages, ascending by number, with that of {@code seq} itself if it is one
     * @throws StoreException if the store failed
     */
    default List<Message> around(RoomName room, long seq, int before, int after) {
        List<Message> messages = new ArrayList<>();
        if (before > 0) {
            messages.addAll(messages(MessageQuery.before(room, seq, before)));
        }
        List<Message> rest = messages(MessageQuery.after(room, Math.max(0, seq - 1), after + 1));
        boolean hit = !rest.isEmpty() && rest.get(0).seq() == seq;
        messages.addAll(hit || rest.size() <= after ? rest : rest.subList(0, after));
        return messages;
    }

    /**
     * Reads any number of messages of a room one after the other, in constant memory, up to the end of the log at the
     * time of the call.
     *
     * @param room the room
     * @param range only messages made in this range of time
     * @param sender only messages of this user, or null for all
     * @return the messages, ascending by number; to be closed
     * @throws StoreException if the store failed
     */
    default MessageScan scan(RoomName room, TimeRange range, @Nullable UserId sender) {
        return new PagedScan(this, room, range, sender);
    }
}
