package dev.parley.chat.log;

import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.store.AppendResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log, new or a duplicate, or the answer that the draft was stale and is no entry. The sender's answer and the room's event share one payload. Guarded by
 * {@code this}.
 */
public final class StoredEntry {

    private final AppendResult result;
    private @Nullable Map<String, Object> payload;

    StoredEntry(AppendResult result) {
        this.result = result;
    }

    /** An entry that is known to be stored, through whichever engine. */
    public static StoredEntry of(Entry entry) {
        return new StoredEntry(AppendResult.stored(entry));
    }

    public Entry entry() {
        return result.entry();
    }

    /** This entry, if it is that of the draft and not of another request under its {@code clientMsgId}. */
    StoredEntry requireOf(EntryDraft draft) {
        if (isStale()) {
            return this;
        }
        if (result.outcome() == AppendResult.Outcome.CONFLICT || entry().kind() != draft.kind()) {
            throw conflict();
        }
        return this;
    }

    public static ChatException conflict() {
        return new ChatException(ErrorCode.IDEMPOTENCY_CONFLICT, "this clientMsgId was used for something else");
    }

    /** Whether nothing was stored because what the draft was decided on has changed. Then there is no entry. */
    public boolean isStale() {
        return result.outcome() == AppendResult.Outcome.STALE;
    }

    /** Whether it is newly stored rather than a duplicate. */
    public boolean isFresh() {
        return result.outcome() == AppendResult.Outcome.STORED;
    }

    /** The message as stored. */
    public Message message() {
        return Message.of(entry(), List.of());
    }

    /** Tells a listener that it was stored, which only the engine that stored it does. */
    public void announce(ChatListener listener) {
        if (entry().kind() == EntryKind.MESSAGE) {
            listener.onMessageStored(message());
        } else {
            listener.onChangeStored(entry());
        }
    }

    /**
     * The message as sent to clients, built once and not to be modified; without the preview of the message it replies
     * to.
     */
    public synchronized Map<String, Object> payload() {
        Map<String, Object> built = payload;
        if (built == null) {
            built = Wire.message(message(), Map.of());
            payload = built;
        }
        return built;
    }
}
