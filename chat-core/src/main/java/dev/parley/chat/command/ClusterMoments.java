package dev.parley.chat.command;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.Typing;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows clients of this engine what happens on others and is in no log. Stateless. */
public final class ClusterMoments {

    private final ChatContext context;
    private final Rooms rooms;
    private final Typing typing;
    private final Inboxes inboxes;

    public ClusterMoments(ChatContext context, Rooms rooms, Typing typing, Inboxes inboxes) {
        this.context = context;
        this.rooms = rooms;
        this.typing = typing;
        this.inboxes = inboxes;
    }

    /** Carries out a hint. Called on a store thread. */
    public void show(Hint hint) {
        if (hint instanceof Hint.Typing heard) {
            typing.heard(heard);
        } else if (hint instanceof Hint.Inboxes added) {
            added.ends().forEach(inboxes::heard);
        } else if (hint instanceof Hint.Moment moment) {
            ServerEvent event = event(moment.event());
            if (event != null) {
                show(moment, event);
            }
        }
    }

    /** Hints were lost for a while. Called on a store thread. */
    public void returned() {
        inboxes.compareAll();
    }

    /** Null for events of a newer version, and for those that no engine has another one show. */
    private static @Nullable ServerEvent event(String name) {
        return Arrays.stream(ServerEvent.values())
                .filter(event -> event == ServerEvent.RECEIPT || event == ServerEvent.UNREAD)
                .filter(event -> event.wireName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void show(Hint.Moment moment, ServerEvent event) {
        RoomName room = moment.room();
        UserId user = moment.except();
        OutgoingEvent shown = OutgoingEvent.of(event, moment.data());
        if (room.kind() == RoomName.Kind.NAMED) {
            LiveRoom live = rooms.find(room);
            if (live != null && live.size() <= context.limits().get(Limit.RECEIPT_USERS)) {
                live.send(shown, user == null ? null : EventDelivery.inbox(user));
            }
            return;
        }
        List<String> except = user == null ? List.of() : List.of(EventDelivery.inbox(user));
        context.delivery().send(room.users().stream().map(EventDelivery::inbox).toList(), except, shown);
    }
}
