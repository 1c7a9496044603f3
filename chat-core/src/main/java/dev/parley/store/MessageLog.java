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
 * The logs of all rooms. Every entry of a room, message or change, gets the room's next sequence number: 1, 2, 3,
 * without gaps, for as long as the room's {@code epoch} lasts.
 */
public interface MessageLog {

    /** How many rooms an engine asks {@link #heads} for in one call. */
    int HEADS_PER_CALL = 200;

    /**
     * Appends entries to one or more rooms. Drafts of one room get consecutive sequence numbers in list order.
     *
     * <p>A draft whose {@code clientMsgId} its sender has already used in its room, in an earlier call, through another
     * node or earlier in this list, is not stored again: the result is the existing entry, as a duplicate if the
     * content is the same and otherwise as a conflict. This holds until that entry is purged, erased or reset.
     * Duplicates and conflicts do not affect the other drafts.
     *
     * <p>A draft with a condition, see {@link EntryDraft#onRevision} and {@link EntryDraft#onRules}, is stored only if the
     * condition holds at its place in the log, whichever engine writes: after all entries with lower sequence numbers,
     * including those earlier in this list. Otherwise its result is stale. A duplicate or conflict is reported as such
     * even if it is stale. A change of a room's records precedes every append that begins after the change has returned.
     * Stale drafts do not affect the others.
     *
     * <p>When the call returns, the entries are on disk, if the store has one, and visible to every later read. If the
     * call fails, the drafts of each room are stored all or none; a store that cannot guarantee this (it says so) may
     * have stored a prefix of them, without gaps. Retrying is safe for drafts with a {@code clientMsgId}: what was
     * stored is reported as a duplicate.
     *
     * <p>An engine appends to one room serially and to different rooms concurrently. A store shared by several engines
     * assigns the sequence numbers itself, gapless whichever engine writes.
     *
     * @param drafts the drafts, any number, in order
     * @return one result per draft, in the same order
     * @throws StoreException if the store failed; what was stored is unknown
     */
    List<AppendResult> append(List<EntryDraft> drafts);

    /**
     * Names what {@link #append} promises of a room's entries when it returns, if the store has several such levels; clients
     * read it in the acknowledgement of a message.
     *
     * <p>The default implementation has one level, and no name for it. Does not block.
     *
     * @param room the room
     * @return a short name, such as {@code hotFsync}; empty if there is only one level
     */
    default Optional<String> durability(RoomName room) {
        return Optional.empty();
    }

    /**
     * Returns the end of a room's log.
     *
     * @param room the room
     * @return its head, {@link Head#none} if the room is unknown
     * @throws StoreException if the store failed
     */
    Head head(RoomName room);

    /**
     * Returns the ends of several rooms' logs.
     *
     * <p>The default implementation reads one room after the other. Engines that share a store ask for all of their
     * rooms every few seconds, in calls of {@value #HEADS_PER_CALL}: a database answers that in one query.
     *
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return the head of each of the rooms, {@link Head#none} if it is unknown
     * @throws StoreException if the store failed
     */
    default Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        MessageQuery.checkCount(rooms);
        Map<RoomName, Head> heads = new HashMap<>();
        rooms.forEach(room -> heads.computeIfAbsent(room, this::head));
        return heads;
    }

    /**
     * Lists rooms that have a log, in a stable order chosen by the store.
     *
     * @param after only rooms after this one in that order, or null to start; the room itself need not exist any more
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return their heads, in that order
     * @throws StoreException if the store failed
     */
    List<Head> rooms(@Nullable RoomName after, int limit);

    /**
     * Reads the raw log: entries of every kind, as appended.
     *
     * @param room the room
     * @param after only entries with sequence numbers above this, 0 for all
     * @param limit the maximum number, 1 to {@value MessageQuery#MAX_LIMIT}
     * @return the entries with the lowest such sequence numbers, ascending; empty if the room is unknown
     * @throws StoreException if the store failed
     */
    List<Entry> entries(RoomName room, long after, int limit);

    /**
     * Reads messages in their current state, with edits, deletion and reactions applied as {@link Message#of}
     * specifies. Deleted messages are included, as tombstones; the query's sender is the author of the message.
     *
     * @param query the query
     * @return the messages, ascending by sequence number; empty if the room is unknown
     * @throws StoreException if the store failed
     */
    List<Message> messages(MessageQuery query);

    /**
     * Reads the newest message of each of several rooms, in its current state.
     *
     * <p>The default implementation reads one room after the other.
     *
     * @param rooms the rooms, at most {@value MessageQuery#MAX_LIMIT}
     * @return the messages by room, without rooms that have none
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
     * Reads messages by sequence number, in their current state.
     *
     * @param room the room
     * @param seqs sequence numbers, at most {@value MessageQuery#MAX_LIMIT}, in any order
     * @return those that are messages, ascending by sequence number; others are left out
     * @throws StoreException if the store failed
     */
    List<Message> messagesAt(RoomName room, Collection<Long> seqs);

    /**
     * Reads a message by id, in its current state.
     *
     * @param room the room
     * @param id the message's id
     * @return the message, or empty if this room has none with this id
     * @throws StoreException if the store failed
     */
    Optional<Message> message(RoomName room, MessageId id);

    /**
     * Finds the entry that a sender stored in a room under a {@code clientMsgId}, with which {@link #append} would
     * answer a duplicate.
     *
     * @param room the room
     * @param sender the sender
     * @param clientMsgId the sender's key
     * @return the entry, or empty if there is none, or not any more
     * @throws StoreException if the store failed
     */
    Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId);

    /**
     * Removes the beginning of a room's log. Sequence numbers are never reused. After the call no read returns an entry
     * up to {@code throughSeq}; during the call some may. A call that fails midway is completed by the next one.
     *
     * @param room the room
     * @param throughSeq the last sequence number to remove; beyond the end of the log it means everything
     * @return the number of entries this call removed; 0 if the room is unknown or nothing was left to remove
     * @throws StoreException if the store failed; some entries may be gone
     */
    long purge(RoomName room, long throughSeq);

    /**
     * Empties a room's log and starts a new epoch, with sequence numbers from 1. Also removes the room's read markers,
     * but not its records.
     *
     * @param room the room
     * @return the new head; {@link Head#none} if the room is unknown, in which case nothing is done
     * @throws StoreException if the store failed
     */
    Head resetRoom(RoomName room);

    /**
     * Reads the changes after a position: each entry with the current state of its message.
     *
     * @param room the room
     * @param epoch the epoch that the position belongs to; empty, with sequence number 0, for the very beginning
     * @param seq the sequence number of the last known entry
     * @param limit the maximum number of entries, 1 to {@value MessageQuery#MAX_LIMIT}
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
     * Reads the messages around a sequence number.
     *
     * @param room the room
     * @param seq the sequence number, of a message or of any other entry
     * @param before the maximum number of messages with lower sequence numbers, 0 to {@value MessageQuery#MAX_LIMIT}
     * @param after the maximum number of messages with higher sequence numbers, below {@value MessageQuery#MAX_LIMIT}
     * @return the messages, ascending by sequence number, including that at {@code seq} if it is one
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
     * Iterates over a room's messages in constant memory, up to the end of the log at the time of the call.
     *
     * @param room the room
     * @param range only messages created in this time range
     * @param sender only messages of this user, or null for all
     * @return the messages, ascending by sequence number; must be closed
     * @throws StoreException if the store failed
     */
    default MessageScan scan(RoomName room, TimeRange range, @Nullable UserId sender) {
        return new PagedScan(this, room, range, sender);
    }
}
