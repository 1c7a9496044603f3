package dev.parley.chat.command;

import dev.parley.chat.event.Wire;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.MessageWriter;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.room.Publisher;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What makes the repetition of a message safe: when it is refused, because something has changed since it was first sent, and
 * it was stored then, it is answered with that. Immutable.
 */
final class RepeatedMessage {

    /** Refusals that do not depend on the message, or say already that another one was stored. */
    private static final Set<ErrorCode> FINAL = EnumSet.of(
            ErrorCode.STORE_UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.SHUTTING_DOWN, ErrorCode.IDEMPOTENCY_CONFLICT);

    private final MessageRequest request;
    private final UserId sender;
    private final String clientMsgId;
    private final String hash;

    RepeatedMessage(MessageRequest request, String clientMsgId, String hash) {
        this.request = request;
        this.sender = request.connection().user().id();
        this.clientMsgId = clientMsgId;
        this.hash = hash;
    }

    /** The draft, recognised by the store when it comes again. */
    EntryDraft on(EntryDraft draft) {
        return draft.withClientMsgId(clientMsgId).withRequestHash(hash);
    }

    /** The answer of the first time, if there was one; otherwise the refusal. */
    CompletableFuture<Map<String, Object>> orRefuse(BoundedStore store, Throwable refusal) {
        Throwable cause =
                refusal instanceof CompletionException && refusal.getCause() != null ? refusal.getCause() : refusal;
        if (cause instanceof ChatException known && FINAL.contains(known.code())) {
            return CompletableFuture.failedFuture(refusal);
        }
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        find(store).whenComplete((found, failure) -> {
            if (failure == null && found.isPresent()) {
                answer.complete(found.get());
            } else if (failure != null && isConflict(failure)) {
                answer.completeExceptionally(failure);
            } else {
                answer.completeExceptionally(refusal);
            }
        });
        return answer;
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof ChatException known && known.code() == ErrorCode.IDEMPOTENCY_CONFLICT;
    }

    /** The answer of the first time, of which the store has said that there was one. */
    CompletableFuture<Map<String, Object>> first(BoundedStore store) {
        return find(store).thenApply(found -> found.orElseThrow(MessageWriter::notFound));
    }

    private CompletableFuture<Optional<Map<String, Object>>> find(BoundedStore gate) {
        RoomName room = request.room();
        return gate.read(room, store -> {
            request.connection().requireAdmitted();
            return store.entryOf(room, sender, clientMsgId).map(entry -> answer(store, entry));
        });
    }

    private Map<String, Object> answer(MessageStore store, Entry entry) {
        if (entry.kind() != EntryKind.MESSAGE || !entry.contentHash().equals(hash)) {
            throw MessageWriter.conflict();
        }
        Message now = store.messagesAt(entry.room(), List.of(entry.seq())).stream()
                .findFirst()
                .orElseGet(() -> Message.of(entry, List.of()));
        return SendCommands.answer(now, Wire.message(now, Publisher.answered(store, entry.room(), List.of(now))), true);
    }
}
