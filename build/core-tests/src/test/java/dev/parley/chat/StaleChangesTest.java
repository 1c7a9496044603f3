package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Changes that another writer of the same store was faster than. */
final class StaleChangesTest {

    private static final RoomName JAVA = RoomName.of("java");

    /** Lets another writer write before each change that is appended. */
    private static final class Overtaken extends ForwardingMessageStore {
        private final AtomicInteger attempts = new AtomicInteger();
        private volatile BiConsumer<MessageStore, EntryDraft> other = (store, draft) -> {};

        Overtaken() {
            super(InMemoryMessageStore.create());
        }

        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            for (EntryDraft draft : drafts) {
                if (draft.target() != 0) {
                    attempts.incrementAndGet();
                    other.accept(delegate(), draft);
                }
            }
            return delegate().append(drafts);
        }

        /** Edits the message behind the engine's back, before the first so many attempts. */
        void editFirst(int times) {
            attempts.set(0);
            other = (store, draft) -> {
                if (attempts.get() <= times) {
                    Message now =
                            store.messagesAt(JAVA, List.of(draft.target())).get(0);
                    store.append(List.of(EntryDraft.edit(
                            now, draft.sender(), draft.createdAt(), Content.of("other " + attempts.get()))));
                }
            };
        }
    }

    private final Overtaken store = new Overtaken();

    @Test
    void editMessage_overtakenFiveTimes_isStoredAfterThem() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.editFirst(5);

            Map<String, Object> answer = alice.ok("editMessage", Map.of("id", id, "text", "mine"));

            assertThat(answer).containsEntry("seq", 7);
            assertThat(store.attempts).hasValue(6);
            assertThat(store.messagesAt(JAVA, List.of(1L)))
                    .extracting(Message::text, Message::version)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("mine", 7));
        }
    }

    @Test
    void editMessage_overtakenSixTimes_isRefusedAsOverloaded() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.editFirst(6);

            alice.refused(ErrorCode.OVERLOADED, "editMessage", Map.of("id", id, "text", "mine"));

            assertThat(store.attempts).hasValue(6);
            alice.await("messageUpdated", event -> event.get("seq").equals(7));
            store.editFirst(0);
            alice.ok("editMessage", Map.of("id", id, "text", "mine"));
        }
    }

    @Test
    void editMessage_overtakenWithAVersion_isAConflict() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.editFirst(1);

            alice.refused(ErrorCode.VERSION_CONFLICT, "editMessage", Map.of("id", id, "text", "mine", "version", 1));
        }
    }

    @Test
    void editMessage_overtakenAndMutedMeanwhile_isRefused() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.editFirst(1);
            BiConsumer<MessageStore, EntryDraft> edit = store.other;
            store.other = (real, draft) -> {
                edit.accept(real, draft);
                chat.engine()
                        .room("java")
                        .moderate(ModerationAction.MUTE, UserId.of("alice"), null, "")
                        .toCompletableFuture()
                        .join();
            };

            alice.refused(ErrorCode.MUTED, "editMessage", Map.of("id", id, "text", "mine"));
        }
    }

    @Test
    void deleteMessage_overtakenByADeletion_isAnsweredAsDone() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.other = (real, draft) -> real.append(List.of(draft));

            assertThat(alice.ok("deleteMessage", Map.of("id", id)))
                    .containsEntry("duplicate", true)
                    .containsEntry("seq", 2);
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(2);
        }
    }

    @Test
    void reactMessage_overtakenByTheSameReaction_isThereOnce() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.store(store))) {
            TestClient alice = chat.connect("alice:Alice");
            alice.join("java");
            Object id = alice.say("java", "first").get("id");
            store.other = (real, draft) -> real.append(List.of(draft));

            assertThat(alice.ok("reactMessage", Map.of("id", id, "emoji", "👍")))
                    .containsEntry("duplicate", true);
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(2);
            alice.await("reaction", event -> event.get("seq").equals(2));
        }
    }
}
