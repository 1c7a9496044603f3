package dev.parley.chat;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
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

/** Stores entries and finds messages. No state of its own. */
final class MessageWriter {

    private final StoreGate store;
    private final ChatLimits limits;

    MessageWriter(StoreGate store, ChatLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /**
     * Stores an entry behind all that was written to its room before; ends before it is published. Fails with
     * {@link ErrorCode#LIMIT_EXCEEDED} if clients could not take it.
     */
    CompletableFuture<Written> write(EntryDraft draft) {
        try {
            PageSize.checkMessage(draft.content(), limits);
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return store.append(draft).thenCompose(result -> switch (result.outcome()) {
            case STORED -> CompletableFuture.completedFuture(new Written(result.entry(), false));
            case CONFLICT -> CompletableFuture.failedFuture(conflict());
            case DUPLICATE -> CompletableFuture.completedFuture(repeated(draft, result));
        });
    }

    private static Written repeated(EntryDraft draft, AppendResult result) {
        if (result.entry().kind() != draft.kind()) {
            throw conflict();
        }
        return new Written(result.entry(), true);
    }

    static ChatException conflict() {
        return new ChatException(ErrorCode.IDEMPOTENCY_CONFLICT, "this clientMsgId was used for something else");
    }

    /** The message as it is now that an entry made. */
    CompletableFuture<Message> message(Written written) {
        Entry entry = written.entry;
        if (!written.duplicate) {
            return CompletableFuture.completedFuture(written.message());
        }
        return store.call(s -> s.messagesAt(entry.room(), List.of(entry.seq())).stream()
                .findFirst()
                .orElseGet(() -> Message.of(entry, List.of())));
    }

    /** The message with an id, once all that was written before is there. Deleted ones are found too. */
    CompletableFuture<Optional<Message>> find(RoomName room, MessageId id) {
        return store.read(room, s -> s.message(room, id));
    }

    static Message living(Optional<Message> found) {
        return found.filter(message -> !message.deleted()).orElseThrow(MessageWriter::notFound);
    }

    static ChatException notFound() {
        return new ChatException(ErrorCode.NOT_FOUND, "there is no such message");
    }

    static MessageId id(String id) {
        try {
            return MessageId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw Payload.bad("id", "the id of a message");
        }
    }

    /**
     * What was stored.
     *
     * @param duplicate whether it had been stored before
     */
    record Written(Entry entry, boolean duplicate) {

        /** The message as it was stored. */
        Message message() {
            return Message.of(entry, List.of());
        }
    }
}
