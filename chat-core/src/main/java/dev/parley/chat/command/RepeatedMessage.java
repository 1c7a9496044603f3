package dev.parley.chat.command;

import dev.parley.chat.event.Wire;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.Replies;
import dev.parley.chat.log.StoredEntry;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
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
 * Makes retries of a message idempotent: if a retry would be refused, because something has changed since the first
 * attempt, but that was stored, the answer is the stored message. Immutable.
 */
final class RepeatedMessage {

    /** Refusals that do not depend on the message, or that already report another stored one. */
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

    /** The draft with a hash by which the store recognises a retry. */
    EntryDraft on(EntryDraft draft) {
        return draft.withClientMsgId(clientMsgId).withRequestHash(hash);
    }

    /** The answer of the first attempt, if it was stored; otherwise the refusal. */
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

    /** The answer of the first attempt, which the store has reported as a duplicate. */
    CompletableFuture<Map<String, Object>> first(BoundedStore store) {
        return find(store).thenApply(found -> found.orElseThrow(SendCommands::notFound));
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
            throw StoredEntry.conflict();
        }
        Message now = store.messagesAt(entry.room(), List.of(entry.seq())).stream()
                .findFirst()
                .orElseGet(() -> Message.of(entry, List.of()));
        return SendCommands.answer(now, Wire.message(now, Replies.answered(store, entry.room(), List.of(now))), true);
    }
}
