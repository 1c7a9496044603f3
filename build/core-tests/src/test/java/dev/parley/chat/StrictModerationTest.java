package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import dev.parley.store.AppendResult;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that were changed through another engine of which nothing is heard. Everything runs on the calling thread. */
final class StrictModerationTest {

    private static final RoomName JAVA = RoomName.of("java");

    private final ChatNodes nodes = new ChatNodes();
    private ChatNodes.Node one;
    private ChatNodes.Node other;

    @BeforeEach
    void startTwoWithoutHints() {
        nodes.settings(builder -> builder.strictModeration(true));
        one = nodes.start();
        other = nodes.start();
        nodes.cluster().cut();
    }

    @AfterEach
    void closeAll() {
        nodes.close();
    }

    private void take(ModerationAction action, String user) {
        one.engine()
                .room("java")
                .moderate(action, UserId.of(user), null, "")
                .toCompletableFuture()
                .join();
    }

    private static Map<String, Object> message(String text) {
        return Map.of("room", "java", "text", text);
    }

    private long head() {
        return nodes.store().head(JAVA).lastSeq();
    }

    @Test
    void chatMessage_mutedThroughTheOtherEngine_isRefusedAtOnce() {
        TestClient bob = other.join("bob:Bob");
        take(ModerationAction.MUTE, "bob");

        bob.refused(ErrorCode.MUTED, "chatMessage", message("too late"));

        assertThat(head()).isZero();
        take(ModerationAction.UNMUTE, "bob");
        bob.refused(ErrorCode.MUTED, "chatMessage", message("the copy is refused without the store"));
    }

    @Test
    void everythingOfAClient_bannedThroughTheOtherEngine_isRefusedAndTheUserTakenOut() {
        TestClient bob = other.join("bob:Bob");
        TestClient carol = other.join("carol:Carol");
        Object own = bob.say("java", "own").get("id");
        for (Map.Entry<String, Map<String, Object>> command : Map.of(
                        "editMessage", Map.<String, Object>of("id", own, "text", "changed"),
                        "reactMessage", Map.<String, Object>of("id", own, "emoji", "👍"),
                        "deleteMessage", Map.<String, Object>of("id", own),
                        "chatMessage", message("new"))
                .entrySet()) {
            take(ModerationAction.BAN, "bob");

            Map<String, Object> answer = bob.call(command.getKey(), command.getValue());

            assertThat(answer).as(command.getKey()).containsEntry("ok", false);
            assertThat(answer.get("code"))
                    .as(command.getKey())
                    .isIn(ErrorCode.BANNED.name(), ErrorCode.NOT_IN_ROOM.name());
            assertThat(head()).isEqualTo(1);
            assertThat(carol.events("userLeft"))
                    .last()
                    .satisfies(event -> assertThat(event.get("reason")).isEqualTo("banned"));
            take(ModerationAction.UNBAN, "bob");
            nodes.clock().advance(java.time.Duration.ofSeconds(5));
            bob.join("java");
        }
    }

    @Test
    void deleteMessage_roleTakenThroughTheOtherEngine_isRefusedAtOnce() {
        one.engine()
                .room("java")
                .role(UserId.of("bob"), RoomRole.MODERATOR)
                .toCompletableFuture()
                .join();
        TestClient bob = other.join("bob:Bob");
        Object id = other.join("carol:Carol").say("java", "hers").get("id");
        one.engine()
                .room("java")
                .role(UserId.of("bob"), RoomRole.MEMBER)
                .toCompletableFuture()
                .join();

        bob.refused(ErrorCode.FORBIDDEN, "deleteMessage", Map.of("room", "java", "id", id));
    }

    @Test
    void chatMessage_rulesOfOthersChanged_isDecidedAgainAndStoredOnce() {
        TestClient bob = other.join("bob:Bob");
        take(ModerationAction.MUTE, "carol");
        int appends = other.calls().calls("append");

        bob.say("java", "hello");
        bob.say("java", "again");

        assertThat(head()).isEqualTo(2);
        assertThat(other.calls().calls("append") - appends)
                .as("one of them was stale")
                .isEqualTo(3);
        assertThat(bob.texts()).containsExactly("hello", "again");
    }

    @Test
    void chatMessage_recordsCannotBeRead_isRefusedAndNotStored() {
        TestClient bob = other.join("bob:Bob");
        take(ModerationAction.MUTE, "bob");
        other.calls().failNext("versionedRecordsIn", StoreException.Category.UNAVAILABLE);

        bob.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", message("hello"));

        assertThat(head()).isZero();
        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
    }

    @Test
    void chatMessage_repeatedAfterAMute_returnsTheFirstResult() {
        TestClient bob = other.join("bob:Bob");
        Map<String, Object> once = Map.of("room", "java", "text", "once", "clientMsgId", "c1");
        bob.ok("chatMessage", once);
        take(ModerationAction.MUTE, "bob");

        assertThat(bob.ok("chatMessage", once)).containsEntry("duplicate", true).containsEntry("seq", 1);
        assertThat(head()).isEqualTo(1);
    }

    @Test
    void privateMessage_bannedFromARoom_isStored() {
        TestClient bob = other.join("bob:Bob");
        take(ModerationAction.BAN, "bob");

        bob.ok("privateMessage", Map.of("to", "carol", "text", "hello"));
    }

    /** Changes the records of the room before so many appends. */
    private static final class Restless extends ForwardingMessageStore {
        private int times;

        Restless() {
            super(InMemoryMessageStore.create());
        }

        @Override
        public List<AppendResult> append(List<EntryDraft> drafts) {
            if (times > 0) {
                times--;
                putRecord(new RoomRecord(JAVA, "mute", "carol", ""));
            }
            return delegate().append(drafts);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void chatMessage_rulesChangeAgainAndAgain_isRefusedAfterTheFifthRetry(int times) {
        Restless store = new Restless();
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.store(store).strictModeration(true))) {
            TestClient bob = chat.connect("bob:Bob");
            bob.join("java");
            store.times = times;
            if (times == 5) {
                bob.say("java", "hello");
            } else {
                bob.refused(ErrorCode.OVERLOADED, "chatMessage", message("hello"));
            }
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(times == 5 ? 1 : 0);
        }
    }

    @Test
    void chatMessage_refusedByRulesOfOtherEngine_doesNotTakeTheTurnOfSlowMode() {
        one.engine()
                .room("java")
                .moderate(ModerationAction.SLOW_MODE, null, java.time.Duration.ofSeconds(30), "")
                .toCompletableFuture()
                .join();
        TestClient bob = other.join("bob:Bob");
        take(ModerationAction.MUTE, "bob");
        bob.refused(ErrorCode.MUTED, "chatMessage", message("hello"));
        take(ModerationAction.UNMUTE, "bob");
        nodes.clock().advance(java.time.Duration.ofSeconds(5));

        bob.say("java", "hello");
    }
}
