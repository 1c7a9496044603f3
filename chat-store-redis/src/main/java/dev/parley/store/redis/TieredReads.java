package dev.parley.store.redis;

import dev.parley.model.Entry;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageQuery.Take;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads logs: first what Redis has at one moment, then of the archive what lies before that. What the archive has got meanwhile is
 * left out, so that nothing is seen twice.
 */
final class TieredReads {

    private static final int MAX_ATTEMPTS = 5;

    private final HotLog hot;
    private final MessageStore archive;
    private final Archiver archiver;

    TieredReads(Tier tier, Archiver archiver) {
        this.hot = tier.hot();
        this.archive = tier.archive();
        this.archiver = archiver;
    }

    Head head(RoomName room) {
        Tail tail = hot.tail(room, 0, 0);
        return tail.known() ? tail.head() : archive.head(room);
    }

    Map<RoomName, Head> heads(Collection<RoomName> rooms) {
        Set<RoomName> distinct = new LinkedHashSet<>(rooms);
        Map<RoomName, Head> heads = new HashMap<>();
        List<RoomName> others = new ArrayList<>();
        hot.heads(distinct).forEach((room, tail) -> {
            if (tail.known()) {
                heads.put(room, tail.head());
            } else {
                others.add(room);
            }
        });
        if (!others.isEmpty()) {
            heads.putAll(archive.heads(others));
        }
        return heads;
    }

    List<Entry> entries(RoomName room, long after, int limit) {
        return consistent(room, () -> hot.tail(room, after, limit), tail -> {
            if (!tail.known()) {
                return archive.entries(room, after, limit);
            }
            List<Entry> entries = new ArrayList<>();
            if (after < tail.archived()) {
                for (Entry entry : archive.entries(room, Math.max(after, tail.purged()), limit)) {
                    checkEpoch(tail, entry.epoch());
                    if (entry.seq() <= tail.archived()) {
                        entries.add(entry);
                    }
                }
            }
            tail.entries().stream().limit(limit - entries.size()).forEach(entries::add);
            return entries;
        });
    }

    List<Message> messages(MessageQuery query) {
        return consistent(query.room(), () -> hot.tail(query.room()), tail -> {
            if (!tail.known() || tail.entries().isEmpty()) {
                return archive.messages(query);
            }
            List<Message> found = tail.messages().stream()
                    .filter(message -> isWanted(query, message))
                    .toList();
            boolean newest = query.take() == Take.NEWEST;
            int size = found.size();
            List<Message> here = newest && size > query.limit() ? found.subList(size - query.limit(), size) : found;
            int rest = newest ? query.limit() - here.size() : query.limit();
            List<Message> messages = rest == 0 ? new ArrayList<>() : archived(query, tail, rest);
            here.stream().limit(query.limit() - messages.size()).forEach(messages::add);
            return messages;
        });
    }

    private List<Message> archived(MessageQuery query, Tail tail, int limit) {
        MessageQuery before = new MessageQuery(
                query.room(),
                Math.max(query.after(), tail.purged()),
                Math.min(query.before(), tail.archived() + 1),
                query.range(),
                query.sender(),
                query.take(),
                limit);
        return current(tail, archive.messages(before));
    }

    private static List<Message> current(Tail tail, List<Message> archived) {
        archived.forEach(message -> checkEpoch(tail, message.epoch()));
        return tail.current(archived);
    }

    private static boolean isWanted(MessageQuery query, Message message) {
        return message.seq() > query.after()
                && message.seq() < query.before()
                && query.range().contains(message.createdAt())
                && (query.sender() == null
                        || query.sender().equals(message.sender().id()));
    }

    List<Message> messagesAt(RoomName room, Collection<Long> seqs) {
        return consistent(room, () -> hot.tail(room), tail -> messagesAt(tail, seqs));
    }

    /** As they were at the moment of the tail, which has all entries. */
    List<Message> messagesAt(Tail tail, Collection<Long> seqs) {
        if (!tail.known()) {
            return archive.messagesAt(tail.room(), seqs);
        }
        Set<Long> wanted = new TreeSet<>(seqs);
        List<Long> before = wanted.stream()
                .filter(seq -> seq <= tail.archived() && seq > tail.purged())
                .toList();
        List<Message> messages =
                before.isEmpty() ? new ArrayList<>() : current(tail, archive.messagesAt(tail.room(), before));
        tail.messages().stream()
                .filter(message -> wanted.contains(message.seq()))
                .forEach(messages::add);
        return messages;
    }

    Optional<Message> message(RoomName room, MessageId id) {
        return consistent(room, () -> hot.tail(room), tail -> {
            Optional<Message> found = archive.message(room, id);
            if (!tail.known() || tail.entries().isEmpty()) {
                return found;
            }
            if (found.isPresent() && found.get().seq() <= tail.archived()) {
                return current(tail, List.of(found.get())).stream().findFirst();
            }
            return tail.messages().stream()
                    .filter(message -> message.id().equals(id))
                    .findFirst();
        });
    }

    Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return consistent(room, () -> hot.tail(room), tail -> {
            Optional<Entry> here = tail.entries().stream()
                    .filter(entry -> clientMsgId.equals(entry.clientMsgId())
                            && entry.sender().id().equals(sender))
                    .findFirst();
            return here.isPresent() ? here : archive.entryOf(room, sender, clientMsgId);
        });
    }

    /** Reads again if the archive's log has another epoch: it was reset, or has to be. */
    private <T> T consistent(RoomName room, Supplier<Tail> tails, Function<Tail, T> reading) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Tail tail = tails.get();
            if (!tail.change().isEmpty()) {
                archiver.room(room);
                continue;
            }
            try {
                return reading.apply(tail);
            } catch (StoreException failed) {
                if (failed.category() != Category.RESET) {
                    throw failed;
                }
            }
        }
        throw new StoreException(Category.RESET, room + " was reset during the read");
    }

    private static void checkEpoch(Tail tail, String epoch) {
        if (!epoch.equals(tail.epoch())) {
            throw new StoreException(Category.RESET, tail.room() + " was reset during the read");
        }
    }
}
