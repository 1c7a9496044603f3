package dev.parley.testkit.store;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Rooms, users and drafts for tests of stores. */
public final class StoreSamples {

    /** A room. */
    public static final RoomName JAVA = RoomName.of("Java");

    /** Another room. */
    public static final RoomName PYTHON = RoomName.of("Python");

    /** A user. */
    public static final Sender ALICE = Sender.of("1", "Alice");

    /** Another user. */
    public static final Sender BOB = Sender.of("2", "Bob");

    /** A time. */
    public static final Instant NOON = Instant.parse("2025-06-12T12:00:00Z");

    private static final AtomicLong IDS = new AtomicLong();

    private StoreSamples() {}

    /**
     * A message with a fresh id, made at {@link #NOON}.
     *
     * @param room the room
     * @param sender its author
     * @param text its text
     * @return the draft
     */
    public static EntryDraft message(RoomName room, Sender sender, String text) {
        return message(room, sender, text, NOON);
    }

    /**
     * A message with a fresh id.
     *
     * @param room the room
     * @param sender its author
     * @param text its text
     * @param at when it was made
     * @return the draft
     */
    public static EntryDraft message(RoomName room, Sender sender, String text, Instant at) {
        return EntryDraft.message(room, freshId(), sender, at, Content.of(text));
    }

    /**
     * A message with a fresh id and a {@code clientMsgId}.
     *
     * @param room the room
     * @param sender its author
     * @param text its text
     * @param clientMsgId the id that the client gave
     * @return the draft
     */
    public static EntryDraft keyed(RoomName room, Sender sender, String text, String clientMsgId) {
        return message(room, sender, text).withClientMsgId(clientMsgId);
    }

    /**
     * An unread notification.
     *
     * @param id its id
     * @param user whose inbox it is for
     * @param message its text
     * @return the item
     */
    public static InboxItem item(String id, UserId user, String message) {
        return InboxItem.of(id, user, Notification.of("new_post", message).withData("{\"postId\":7}"), NOON);
    }

    /**
     * A message id that no other test uses.
     *
     * @return the id
     */
    public static MessageId freshId() {
        return MessageId.of("m" + IDS.incrementAndGet());
    }

    /**
     * Appends one draft that is expected to be stored.
     *
     * @param store the store
     * @param draft the draft
     * @return the stored entry
     */
    public static Entry append(MessageStore store, EntryDraft draft) {
        AppendResult result = store.append(List.of(draft)).get(0);
        if (result.outcome() != AppendResult.Outcome.STORED) {
            throw new AssertionError("not stored but " + result);
        }
        return result.entry();
    }

    /**
     * Appends messages by Alice in one call: {@code prefix}1, {@code prefix}2, …
     *
     * @param store the store
     * @param room the room
     * @param prefix how the texts begin
     * @param count how many
     */
    public static void fill(MessageStore store, RoomName room, String prefix, int count) {
        List<EntryDraft> drafts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            drafts.add(message(room, ALICE, prefix + i));
        }
        store.append(drafts);
    }

    /**
     * The message at a number.
     *
     * @param store the store
     * @param room the room
     * @param seq the number
     * @return the message
     */
    public static Message at(MessageStore store, RoomName room, long seq) {
        return store.messagesAt(room, List.of(seq)).get(0);
    }

    /**
     * The numbers of messages.
     *
     * @param messages the messages
     * @return their numbers, in the same order
     */
    public static List<Long> seqs(List<Message> messages) {
        return messages.stream().map(Message::seq).toList();
    }

    /**
     * The texts of messages.
     *
     * @param messages the messages
     * @return their texts, in the same order
     */
    public static List<String> texts(List<Message> messages) {
        return messages.stream().map(Message::text).toList();
    }

    /**
     * Runs tasks at once, each on its own thread, and waits for all.
     *
     * @param tasks the tasks
     * @param <T> what they give
     * @return their results, in the same order
     * @throws Exception if a task failed
     */
    public static <T> List<T> runAll(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
