package dev.parley.store.jdbc;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.Sender;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Messages to append. */
final class Drafts {

    private Drafts() {}

    static List<EntryDraft> messages(RoomName room, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> EntryDraft.message(
                                room,
                                MessageId.of(room.value() + "-" + i),
                                Sender.of("alice", "Alice"),
                                Instant.parse("2025-06-12T04:40:00Z").plusSeconds(i),
                                Content.of("message " + i))
                        .withClientMsgId("c" + i))
                .toList();
    }
}
