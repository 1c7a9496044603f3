package dev.parley.export;

import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.Head;
import dev.parley.store.MessageLog;
import dev.parley.store.MessageQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log of any length that makes up its messages when they are read, as a large database would. */
final class SyntheticLog implements MessageLog {

    private static final String EPOCH = "synthetic";
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Sender SENDER = Sender.of("42", "Somebody");

    private final RoomName room;
    private final long length;

    SyntheticLog(RoomName room, long length) {
        this.room = room;
        this.length = length;
    }

    @Override
    public Head head(RoomName asked) {
        return new Head(room, EPOCH, length, 0, START);
    }

    @Override
    public List<Message> messages(MessageQuery query) {
        List<Message> page = new ArrayList<>();
        long last = Math.min(Math.min(length, query.before() - 1), query.after() + query.limit());
        for (long seq = query.after() + 1; seq <= last; seq++) {
            EntryDraft draft = EntryDraft.message(
                    room,
                    MessageId.of("m" + seq),
                    SENDER,
                    START.plusMillis(seq),
                    Content.of("This is message number " + seq + " of a long history."));
            page.add(Message.of(new Entry(draft, EPOCH, seq, "", false), List.of()));
        }
        return page;
    }

    @Override
    public List<AppendResult> append(List<EntryDraft> drafts) {
        throw readOnly();
    }

    @Override
    public List<Head> rooms(@Nullable RoomName after, int limit) {
        return after == null ? List.of(head(room)) : List.of();
    }

    @Override
    public List<Entry> entries(RoomName asked, long after, int limit) {
        throw readOnly();
    }

    @Override
    public List<Message> messagesAt(RoomName asked, Collection<Long> seqs) {
        throw readOnly();
    }

    @Override
    public Optional<Message> message(RoomName asked, MessageId id) {
        throw readOnly();
    }

    @Override
    public Optional<Entry> entryOf(RoomName room, UserId sender, String clientMsgId) {
        return Optional.empty();
    }

    @Override
    public long purge(RoomName asked, long throughSeq) {
        throw readOnly();
    }

    @Override
    public Head resetRoom(RoomName asked) {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("this log only knows how to be scanned");
    }
}
