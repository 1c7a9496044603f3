package dev.parley.chat;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of two users. Each has a record for either of them, under the id, with the name; so a user's list can be
 * read. Which records are known to be there is guarded by {@code written}.
 */
final class Conversations {

    private static final String MEMBER = "member";
    private static final int MAX_KNOWN = 10_000;

    private final Core core;
    private final Map<RoomRecord, Boolean> written = new LinkedHashMap<>(16, 0.75f, true);

    Conversations(Core core) {
        this.core = core;
    }

    void register(Map<String, Outcome.Command> commands) {
        commands.put("getConversations", this::list);
    }

    /** Sees to it that a conversation is in both users' lists before something is said in it. */
    CompletableFuture<?> begin(RoomName room, User user) {
        if (room.kind() != RoomName.Kind.DIRECT) {
            return CompletableFuture.completedFuture(null);
        }
        UserId peer = RoomAccess.peer(room, user.id());
        String peerName = core.people().presence(peer).name();
        RoomRecord own = new RoomRecord(room, MEMBER, user.id().value(), user.name());
        RoomRecord other = new RoomRecord(room, MEMBER, peer.value(), peerName == null ? "" : peerName);
        synchronized (written) {
            boolean otherKnown = written.containsKey(other) || (peerName == null && isKnown(room, peer));
            if (written.containsKey(own) && otherKnown) {
                return CompletableFuture.completedFuture(null);
            }
        }
        return core.store().call(store -> {
            store.putRecord(own);
            boolean there = peer.equals(user.id()) || (peerName == null && hasRecord(store, room, peer));
            if (!there) {
                store.putRecord(other);
            }
            remember(own);
            remember(other);
            return true;
        });
    }

    private boolean isKnown(RoomName room, UserId user) {
        return written.keySet().stream()
                .anyMatch(fact -> fact.room().equals(room) && fact.key().equals(user.value()));
    }

    private static boolean hasRecord(MessageStore store, RoomName room, UserId user) {
        return store.recordsIn(room).stream()
                .anyMatch(fact -> fact.type().equals(MEMBER) && fact.key().equals(user.value()));
    }

    private void remember(RoomRecord fact) {
        synchronized (written) {
            written.put(fact, true);
            if (written.size() > MAX_KNOWN) {
                written.remove(written.keySet().iterator().next());
            }
        }
    }

    private Outcome list(Connection connection, Payload payload) {
        int limit = payload.page(
                "limit",
                core.limits().get(Limit.CONVERSATIONS_LISTED),
                core.limits().get(Limit.CONVERSATIONS_LISTED),
                1);
        UserId user = connection.user().id();
        return Outcome.of(
                core.store().call(store -> Wire.fields("ok", true, "conversations", read(store, user, limit))));
    }

    private List<Object> read(MessageStore store, UserId user, int limit) {
        List<Head> heads = new ArrayList<>();
        for (RoomRecord fact : store.recordsWith(MEMBER, user.value())) {
            if (fact.room().kind() == RoomName.Kind.DIRECT) {
                Head head = store.head(fact.room());
                if (head.lastSeq() > head.purgedSeq()) {
                    heads.add(head);
                }
            }
        }
        heads.sort(
                Comparator.comparing(Head::lastAt, Comparator.nullsFirst(Comparator.<java.time.Instant>naturalOrder()))
                        .reversed());
        List<Head> latest = heads.subList(0, Math.min(limit, heads.size()));
        Map<RoomName, Integer> unread =
                store.unread(user, latest.stream().map(Head::room).toList(), RoomCommands.UNREAD_COUNTED);
        List<Object> conversations = new ArrayList<>();
        for (Head head : latest) {
            conversations.add(conversation(store, user, head, unread.getOrDefault(head.room(), 0)));
        }
        return conversations;
    }

    private Map<String, Object> conversation(MessageStore store, UserId user, Head head, int unread) {
        RoomName room = head.room();
        List<Message> last = store.messages(MessageQuery.tail(room, 1));
        UserId peer = RoomAccess.peer(room, user);
        String stored = store.recordsIn(room).stream()
                .filter(fact -> fact.type().equals(MEMBER) && fact.key().equals(peer.value()))
                .map(RoomRecord::value)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(null);
        return Wire.fields(
                "room",
                Wire.room(room),
                "peer",
                peer(peer, stored),
                "epoch",
                head.epoch(),
                "head",
                head.lastSeq(),
                "readUpTo",
                store.marker(room, user).map(marker -> marker.seq()).orElse(0L),
                "unread",
                unread,
                "last",
                last.isEmpty() ? null : Wire.message(last.get(0), Map.of()));
    }

    /** The other user of a conversation, as far as it is known without the store. */
    Map<String, Object> peer(RoomName room, UserId user) {
        return peer(RoomAccess.peer(room, user), null);
    }

    private Map<String, Object> peer(UserId peer, @Nullable String storedName) {
        Presence presence = core.people().presence(peer);
        Map<String, Object> fields = Wire.presence(presence);
        if (presence.name() == null && storedName != null) {
            fields.put("name", storedName);
        }
        return fields;
    }
}
