package dev.parley.chat.log;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.Changes;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what messages reply to, of which clients are shown a part. Stateless; called on threads of the store. */
public final class Replies {

    private Replies() {}

    /** The messages that these messages reply to, by sequence number. */
    public static Map<Long, Message> answered(MessageStore store, RoomName room, Collection<Message> messages) {
        Map<Long, Message> known = new HashMap<>();
        List<Long> wanted = messages.stream()
                .map(message -> message.content().replyTo())
                .filter(seq -> seq > 0)
                .distinct()
                .toList();
        if (!wanted.isEmpty()) {
            store.messagesAt(room, wanted).forEach(message -> known.put(message.seq(), message));
        }
        return known;
    }

    /** The messages that the changed messages reply to, by sequence number. */
    public static Map<Long, Message> answeredIn(MessageStore store, RoomName room, List<Changes.Change> changes) {
        List<Message> shown = new ArrayList<>();
        for (Changes.Change change : changes) {
            Message now = change.now();
            if (now != null) {
                shown.add(now);
            }
        }
        return answered(store, room, shown);
    }
}
