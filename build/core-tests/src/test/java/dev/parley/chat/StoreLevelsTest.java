package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.RoomName;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store with several levels of durability, and one that takes no more for now. */
final class StoreLevelsTest {

    private static MessageStore levelled() {
        return new ForwardingMessageStore(InMemoryMessageStore.create()) {
            @Override
            public Optional<String> durability(RoomName room) {
                return Optional.of("level of " + room.value());
            }
        };
    }

    @Test
    void chatMessage_storeWithLevels_namesTheLevelInItsAnswerUnlessItWasStoredBefore() {
        try (ChatFixture chat = ChatFixture.start(settings -> settings.store(levelled()))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");

            assertThat(alice.ok("chatMessage", fields("room", "java", "text", "one", "clientMsgId", "c1")))
                    .containsEntry("durability", "level of java");
            assertThat(alice.ok("chatMessage", fields("room", "java", "text", "one", "clientMsgId", "c1")))
                    .containsEntry("duplicate", true)
                    .doesNotContainKey("durability");
        }
    }

    @Test
    void chatMessage_storeWithOneLevel_namesNone() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");

            assertThat(alice.ok("chatMessage", fields("room", "java", "text", "one")))
                    .doesNotContainKey("durability");
        }
    }

    @Test
    void chatMessage_storeTakesNoMoreForNow_isOverloaded() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.faults().failNext("append", StoreException.Category.OVERLOADED);

            alice.refused(ErrorCode.OVERLOADED, "chatMessage", fields("room", "java", "text", "one"));

            alice.ok("chatMessage", fields("room", "java", "text", "one"));
        }
    }
}
