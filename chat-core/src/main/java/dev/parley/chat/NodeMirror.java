package dev.parley.chat;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.AppendListener;
import dev.parley.chat.log.Replies;
import dev.parley.chat.log.StoredEntry;
import dev.parley.chat.session.ChatLog;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.RoomName;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.store.Changes;
import dev.parley.store.MessageStore;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Sends what this engine stores in named rooms to sockets of servers that are not Parley's, once it was published here. Only messages
 * that are no replies need no reading of the store. Stateless.
 */
final class NodeMirror implements AppendListener {

    private final AppendListener next;
    private final MessageStore store;
    private final BiConsumer<RoomName, OutgoingEvent> sender;
    private final PageSize page;
    private final FailureLog failures;

    NodeMirror(
            AppendListener next,
            MessageStore store,
            BiConsumer<RoomName, OutgoingEvent> sender,
            PageSize page,
            LongSupplier nanoTime) {
        this.next = next;
        this.store = store;
        this.sender = sender;
        this.page = page;
        this.failures = ChatLog.failures(nanoTime);
    }

    @Override
    public void stored(StoredEntry stored) {
        try {
            next.stored(stored);
        } finally {
            if (stored.isFresh() && stored.entry().room().kind() == RoomName.Kind.NAMED) {
                attempt(stored);
            }
        }
    }

    private void attempt(StoredEntry stored) {
        try {
            mirror(stored);
        } catch (Throwable failure) {
            UncaughtErrors.reportError("an entry for clients of Node", failure);
            failures.warn("a stored entry was not sent to clients of Node", failure);
        }
    }

    private void mirror(StoredEntry stored) {
        Entry entry = stored.entry();
        RoomName room = entry.room();
        if (entry.kind() == EntryKind.MESSAGE && entry.content().replyTo() == 0) {
            send(room, new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE, stored.payload()));
            return;
        }
        String epoch = entry.seq() == 1 ? "" : entry.epoch();
        List<Changes.Change> changes =
                store.changesSince(room, epoch, entry.seq() - 1, 1).list();
        for (Changes.Change change : changes) {
            send(room, Wire.change(change, Replies.answeredIn(store, room, changes), page));
        }
    }

    private void send(RoomName room, OutgoingEvent event) {
        sender.accept(room, event);
    }

    @Override
    public void overtaken(RoomName room) {
        next.overtaken(room);
    }

    @Override
    public void uncertain(RoomName room) {
        next.uncertain(room);
    }
}
