package dev.parley.chat.log;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.store.AppendResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Stores entries and finds messages. Stateless. */
public final class MessageWriter {

    private final BoundedStore store;
    private final ChatLimits limits;

    public MessageWriter(BoundedStore store, ChatLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Stores an entry after everything written to its room before; completes before it is published. Fails with {@link
     * ErrorCode#LIMIT_EXCEEDED} if it is too large for clients.
     */
    public CompletableFuture<StoredEntry> write(EntryDraft draft) {
        try {
            PageSize.checkMessage(draft.content(), limits);
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return store.append(draft).thenApply(stored -> {
            boolean another = stored.outcome() == AppendResult.Outcome.CONFLICT
                    || stored.entry().kind() != draft.kind();
            if (another) {
                throw conflict();
            }
            return stored;
        });
    }

    public static ChatException conflict() {
        return new ChatException(ErrorCode.IDEMPOTENCY_CONFLICT, "this clientMsgId was used for something else");
    }

    /** The current state of the message that an entry created. */
    public CompletableFuture<Message> message(StoredEntry stored) {
        Entry entry = stored.entry();
        if (stored.isFresh()) {
            return CompletableFuture.completedFuture(stored.message());
        }
        return store.call(s -> s.messagesAt(entry.room(), List.of(entry.seq())).stream()
                .findFirst()
                .orElseGet(stored::message));
    }

    /** Finds a message by id, after everything written before is readable. Includes deleted messages. */
    public CompletableFuture<Optional<Message>> find(RoomName room, MessageId id) {
        return store.read(room, s -> s.message(room, id));
    }

    public static Message living(Optional<Message> found) {
        return found.filter(message -> !message.deleted()).orElseThrow(MessageWriter::notFound);
    }

    public static ChatException notFound() {
        return new ChatException(ErrorCode.NOT_FOUND, "there is no such message");
    }
}
