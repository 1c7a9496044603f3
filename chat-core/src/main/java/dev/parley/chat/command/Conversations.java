package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.RoomAccess;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.Head;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of two users. Each has a record per user, keyed by the user's id and with the name, so that a
 * user's list can be read. Guarded by {@code written}: which records are known to exist.
 */
public final class Conversations {

    private static final String MEMBER = "member";
    private static final int MAX_KNOWN = 10_000;

    private final ChatContext context;
    private final Map<RoomRecord, Boolean> written = new LinkedHashMap<>(16, 0.75f, true);

    public Conversations(ChatContext context) {
        this.context = context;
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.GET_CONVERSATIONS.wireName(), this::list);
    }

    /** Ensures that a conversation is in both users' lists before anything is sent in it. */
    public CompletableFuture<?> begin(RoomName room, User user) {
        if (room.kind() != RoomName.Kind.DIRECT) {
            return CompletableFuture.completedFuture(null);
        }
        UserId peer = RoomAccess.peer(room, user.id());
        String peerName = context.people().presence(peer).name();
        RoomRecord own = new RoomRecord(room, MEMBER, user.id().value(), user.name());
        RoomRecord other = new RoomRecord(room, MEMBER, peer.value(), peerName == null ? "" : peerName);
        synchronized (written) {
            boolean otherKnown = written.containsKey(other) || (peerName == null && isKnown(room, peer));
            if (written.containsKey(own) && otherKnown) {
                return CompletableFuture.completedFuture(null);
            }
        }
        return context.store().call(store -> {
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

    private CommandResult list(ChatConnection connection, Payload payload) {
        int limit = payload.page(
                "limit",
                context.limits().get(Limit.CONVERSATIONS_LISTED),
                context.limits().get(Limit.CONVERSATIONS_LISTED),
                1);
        UserId user = connection.user().id();
        Head after = position(payload);
        return CommandResult.of(context.store().call(store -> read(store, user, after, limit)));
    }

    /** The conversation after which the page starts, as returned by the previous answer, or null for the first page. */
    private static @Nullable Head position(Payload payload) {
        Payload after = payload.object("after");
        if (after == null) {
            return null;
        }
        Instant at = after.time("at");
        if (at == null) {
            throw Payload.bad("after", "what the answer before gave as next");
        }
        try {
            return new Head(RoomName.parse(after.text("room")), "", 0, 0, at);
        } catch (IllegalArgumentException malformed) {
            throw Payload.bad("after", "what the answer before gave as next");
        }
    }

    private Map<String, Object> read(MessageStore store, UserId user, @Nullable Head after, int limit) {
        List<Head> found = store.latestWith(MEMBER, user.value(), after, limit + 1);
        List<Head> latest = found.stream()
                .limit(limit)
                .filter(head -> head.room().kind() == RoomName.Kind.DIRECT)
                .toList();
        List<RoomName> rooms = latest.stream().map(Head::room).toList();
        Known known = new Known(
                user,
                store.latestMessages(rooms),
                store.markers(user, rooms),
                store.unread(user, rooms, RoomHistory.UNREAD_COUNTED),
                names(store, user, rooms));
        List<Map<String, Object>> conversations =
                latest.stream().map(head -> conversation(head, known)).toList();
        List<Map<String, Object>> page = PageSize.of(context.limits()).first(conversations);
        boolean cut = page.size() < latest.size();
        boolean more = cut || found.size() > limit;
        Head last = cut ? latest.get(page.size() - 1) : more ? found.get(limit - 1) : null;
        return Wire.fields("ok", true, "conversations", page, "next", last == null ? null : next(last));
    }

    private static Map<String, Object> next(Head last) {
        Instant at = last.lastAt();
        return Wire.fields(
                "at", at == null ? null : Wire.time(at), "room", last.room().key());
    }

    /** The store's data on the conversations of one page, by room. */
    private record Known(
            UserId user,
            Map<RoomName, Message> last,
            Map<RoomName, ReadMarker> markers,
            Map<RoomName, Integer> unread,
            Map<RoomName, String> names) {}

    /** The names of those other users who are not known here. */
    private Map<RoomName, String> names(MessageStore store, UserId user, List<RoomName> rooms) {
        List<RoomName> unknown = rooms.stream()
                .filter(room ->
                        context.people().presence(RoomAccess.peer(room, user)).name() == null)
                .toList();
        Map<RoomName, String> names = new HashMap<>();
        for (RoomRecord fact : unknown.isEmpty() ? List.<RoomRecord>of() : store.recordsIn(unknown)) {
            boolean named = fact.type().equals(MEMBER) && !fact.value().isEmpty();
            if (named && fact.key().equals(RoomAccess.peer(fact.room(), user).value())) {
                names.put(fact.room(), fact.value());
            }
        }
        return names;
    }

    private Map<String, Object> conversation(Head head, Known known) {
        RoomName room = head.room();
        Message last = known.last.get(room);
        ReadMarker marker = known.markers.get(room);
        return Wire.fields(
                "room",
                Wire.room(room),
                "peer",
                peer(RoomAccess.peer(room, known.user), known.names.get(room)),
                "epoch",
                head.epoch(),
                "head",
                head.lastSeq(),
                "readUpTo",
                marker == null ? 0L : marker.seq(),
                "unread",
                known.unread.getOrDefault(room, 0),
                "last",
                last == null ? null : Wire.message(last, Map.of(), PageSize.of(context.limits())));
    }

    /** The other user of a conversation, as far as known without the store. */
    Map<String, Object> peer(RoomName room, UserId user) {
        return peer(RoomAccess.peer(room, user), null);
    }

    private Map<String, Object> peer(UserId peer, @Nullable String storedName) {
        Presence presence = context.people().presence(peer);
        String known = presence.name();
        return Wire.presence(presence, known != null ? known : storedName != null ? storedName : peer.value());
    }
}
