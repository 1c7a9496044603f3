package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.model.Content;
import dev.parley.model.InboxItem;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("any-jdk")
final class MentionsTest {

    @TempDir
    static Path data;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void mention_ofAReaderWhoIsAway_isInTheInboxOnce() {
        read("java", "reader");

        mention("java", "Bob", "reader", "reader");
        await().untilAsserted(() -> assertThat(inbox("reader")).hasSize(1));
        mention("java", "Eve", "reader");

        await().untilAsserted(() -> assertThat(inbox("reader"))
                .extracting(item -> item.notification().message())
                .containsExactly("Bob mentioned you in java", "Eve mentioned you in java"));
        InboxItem first = inbox("reader").get(0);
        assertThat(first.notification().type()).isEqualTo("mention");
        assertThat(first.notification().data()).matches("\\{\"room\":\"java\",\"seq\":1,\"id\":\".+\"}");
    }

    @Test
    void mention_ofOthers_isInNobodysInbox() {
        read("rust", "last");
        read("rust", "u-Bob");

        mention("rust", "Bob", "stranger", "u-Bob");
        mention("rust", "Bob", "last");

        await().untilAsserted(() -> assertThat(inbox("last")).hasSize(1));
        assertThat(inbox("stranger")).as("never in the room").isEmpty();
        assertThat(inbox("u-Bob")).as("oneself").isEmpty();
    }

    private static MessageStore store() {
        return server.server().chat().store();
    }

    private static List<InboxItem> inbox(String user) {
        return store().notifications(UserId.of(user), Long.MAX_VALUE, false, 10);
    }

    private static void read(String room, String user) {
        store().mark(new ReadMarker(RoomName.of(room), UserId.of(user), 1, Instant.now()));
    }

    private static void mention(String room, String sender, String... users) {
        Content content =
                Content.of("look").withMentions(Stream.of(users).map(UserId::of).toList());
        server.server()
                .chat()
                .room(room)
                .sendAs(User.of("u-" + sender, sender), content, null)
                .toCompletableFuture()
                .join();
    }
}
