package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * What an import wrote into the store may have more files than a packet takes: it is readable by every command, and ends nobody's
 * connection.
 */
@NullUnmarked
final class LargeEntriesTest {

    private static final int MOST = PacketLimits.DEFAULT_MAX_ATTACHMENTS;
    private static final RoomName JAVA = RoomName.of("java");
    private static final RoomName DIRECT = RoomName.direct(UserId.of("alice"), UserId.of("bob"));

    private static Content files(int count, int bytes) {
        List<Attachment> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(Attachment.of(i % 2 == 0 ? "/f/" + i : "f" + i, "n" + i, "a/b", new byte[bytes]));
        }
        return Content.of("x").withAttachments(files);
    }

    private static EntryDraft draft(RoomName room, String id, Content content) {
        Sender bob = Sender.of("bob", "Bob");
        return EntryDraft.message(room, MessageId.of(id), bob, Instant.parse("2025-01-01T00:00:00Z"), content);
    }

    private static ChatFixture imported(Content content) {
        ChatFixture chat = ChatFixture.start(builder -> builder.roomMode(RoomMode.MULTI));
        MessageStore store = chat.faults().store();
        store.append(List.of(
                draft(JAVA, "before", Content.of("before")),
                draft(JAVA, "large", content),
                draft(JAVA, "after", Content.of("after")),
                draft(DIRECT, "private", content)));
        store.putRecord(new RoomRecord(DIRECT, "member", "alice", "Alice"));
        store.putRecord(new RoomRecord(DIRECT, "member", "bob", "Bob"));
        return chat;
    }

    private static Map<?, ?> entry(Object list, int index) {
        return (Map<?, ?>) ((List<?>) list).get(index);
    }

    private static void assertTrimmed(Object message, int whole, int all) {
        List<?> files = (List<?>) ((Map<?, ?>) message).get("attachments");
        assertThat(files).hasSize(all);
        for (int i = 0; i < all; i++) {
            Map<?, ?> file = (Map<?, ?>) files.get(i);
            assertThat(file.get("name")).isEqualTo("n" + i);
            assertThat(file.get("size")).isNotNull();
            assertThat(file.containsKey("data")).as("data of file %s", i).isEqualTo(i < whole);
            assertThat(file.containsKey("url")).as("url of file %s", i).isEqualTo(i >= whole && i % 2 == 0);
        }
    }

    private static void readEverywhere(ChatFixture chat, int whole, int all) {
        TestClient alice = chat.connect("alice");
        Map<String, Object> joined = alice.join("java");
        assertTrimmed(entry(alice.events("chatHistory").get(0).get("messages"), 1), whole, all);
        assertThat(joined.get("head")).isEqualTo(3);
        for (Map<String, Object> query : List.of(
                fields("room", "java"),
                fields("room", "java", "before", 3),
                fields("room", "java", "after", 1),
                fields("room", "java", "around", 2))) {
            Map<String, Object> page = alice.ok("getHistory", query);
            List<?> messages = (List<?>) page.get("messages");
            messages.stream()
                    .filter(message -> ((Map<?, ?>) message).get("id").equals("large"))
                    .forEach(message -> assertTrimmed(message, whole, all));
            assertThat(messages)
                    .anySatisfy(message ->
                            assertThat(((Map<?, ?>) message).get("id")).isEqualTo("large"));
        }
        Map<String, Object> sync =
                alice.ok("syncRoom", fields("room", "java", "epoch", joined.get("epoch"), "after", 1));
        assertTrimmed(entry(sync.get("changes"), 0).get("data"), whole, all);
        Map<String, Object> conversations = alice.ok("getConversations", fields());
        assertTrimmed(entry(conversations.get("conversations"), 0).get("last"), whole, all);
        Map<String, Object> direct = alice.ok("getHistory", fields("room", DIRECT.key()));
        assertTrimmed(entry(direct.get("messages"), 0), whole, all);

        TestClient bob = chat.connect("bob");
        bob.ok("joinRoom", fields("room", "java", "since", fields("epoch", joined.get("epoch"), "seq", 1)));
        Map<?, ?> caughtUp = entry(bob.events("roomChanges").get(0).get("changes"), 0);
        assertTrimmed(caughtUp.get("data"), whole, all);
        Map<String, Object> same = bob.ok("editMessage", fields("room", "java", "id", "large", "text", "x"));
        assertTrimmed(same.get("message"), whole, all);

        assertThat(alice.mostAttachments()).isLessThanOrEqualTo(MOST);
        assertThat(bob.mostAttachments()).isLessThanOrEqualTo(MOST);
        bob.say("java", "here");
        alice.ok("getHistory", fields("room", "java"));
    }

    @Test
    void entry_moreFilesThanAPacketTakes_isReadWithTheDataOfTheFirst() {
        try (ChatFixture chat = imported(files(MOST + 3, 8))) {
            readEverywhere(chat, MOST, MOST + 3);
        }
    }

    @Test
    void entry_asManyFilesAsAPacketTakes_isReadWhole() {
        try (ChatFixture chat = imported(files(MOST, 8))) {
            readEverywhere(chat, MOST, MOST);
        }
    }

    /** Three pages of 1 MiB in base64 go out in one entry, and no more: 2,359,296 bytes. */
    @Test
    void entry_moreBytesThanMayWaitForAClient_isReadWithTheDataOfTheFirst() {
        try (ChatFixture chat = imported(files(4, 786_432))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");

            assertThat(alice.events("chatHistory").get(0).data()).containsEntry("hasBefore", true);
            Map<String, Object> page = alice.ok("getHistory", fields("room", "java", "around", 2));
            assertTrimmed(entry(page.get("messages"), 0), 3, 4);
            Map<String, Object> conversations = alice.ok("getConversations", fields());
            assertTrimmed(entry(conversations.get("conversations"), 0).get("last"), 3, 4);
        }
    }

    /** What was left out on the way to a client is still in the store, for an engine that lets more through. */
    @Test
    void entry_withDataLeftOut_isWholeInTheStore() {
        Content content = files(MOST + 3, 8);
        try (ChatFixture chat = imported(content)) {
            readEverywhere(chat, MOST, MOST + 3);

            assertThat(chat.faults()
                            .store()
                            .message(JAVA, MessageId.of("large"))
                            .orElseThrow()
                            .content())
                    .isEqualTo(content);
        }
    }

    @Test
    void limitsAttachments_raised_letMoreFilesThrough() {
        assertThat(PageSize.of(ChatFixture.LIMITS.with(Limit.ATTACHMENTS, MOST + 3))
                        .fit(files(MOST + 3, 8)))
                .isEqualTo(files(MOST + 3, 8));
    }
}
