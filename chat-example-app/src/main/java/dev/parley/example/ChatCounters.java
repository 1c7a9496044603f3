package dev.parley.example;

import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what happens in the chat, for the operator. Thread-safe, as counters are. */
final class ChatCounters implements ChatListener {

    private final Counter roomMessages;
    private final Counter privateMessages;
    private final Counter notifications;
    private final Counter joins;
    private final Counter leaves;

    ChatCounters(MeterRegistry metrics) {
        roomMessages = metrics.counter("parley.messages", "kind", "room");
        privateMessages = metrics.counter("parley.messages", "kind", "private");
        notifications = metrics.counter("parley.notifications");
        joins = metrics.counter("parley.joins");
        leaves = metrics.counter("parley.leaves");
    }

    @Override
    public void onMessage(Message message) {
        (message.room().kind() == RoomName.Kind.NAMED ? roomMessages : privateMessages).increment();
    }

    @Override
    public void onNotification(InboxItem item) {
        notifications.increment();
    }

    @Override
    public void onJoin(RoomName room, User user) {
        joins.increment();
    }

    @Override
    public void onLeave(RoomName room, User user, LeaveReason reason) {
        leaves.increment();
    }
}
