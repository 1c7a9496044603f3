package dev.parley.chat;

import static dev.parley.chat.ChatFixture.each;
import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An invisible user is for the others as if not there, until it says or does something. */
@NullUnmarked
final class InvisibleTest {

    private static final Map<String, Object> INVISIBLE = fields("status", "invisible");
    private static final Map<String, Object> ONLINE = fields("status", "online");

    private final ChatFixture chat = ChatFixture.multi();
    private final TestClient bob = chat.connect("bob");

    InvisibleTest() {
        bob.join("java");
        bob.ok("getPresence", fields("users", List.of("alice"), "watch", true));
        bob.clear();
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private TestClient comeIn() {
        return chat.client(Map.of("token", "alice:Alice", "profile", "canonical", "status", "invisible"))
                .await();
    }

    /** Everything that an onlooker can ask about a user. */
    private List<Object> seen() {
        return List.of(
                bob.ok("getPresence", fields("users", List.of("alice"), "watch", true))
                        .get("users"),
                bob.ok("getRoomUsers", "java"),
                bob.ok("listRooms"),
                bob.ok("getConversations"));
    }

    @Test
    void visit_ofAnInvisibleUser_showsNothingToOthers() {
        bob.ok("privateMessage", fields("to", "alice", "text", "are you there?"));
        bob.say("java", "anybody?");
        List<Object> before = seen();
        bob.clear();
        TestClient alice = comeIn();
        assertThat(alice.events("session").get(0).get("status")).isEqualTo("invisible");
        alice.join("java");
        alice.join("hideout");
        alice.emit("typing", "java");
        alice.emit("typing", "dm:alice+bob");
        alice.ok("markRead", fields("room", "java", "seq", 1));
        alice.ok("markRead", fields("room", "dm:alice+bob", "seq", 1));
        alice.ok("getHistory", fields("room", "java"));
        alice.ok("setStatus", fields("status", "invisible", "text", "hiding"));
        assertThat(seen()).isEqualTo(before);
        chat.connect("carol").join("java");
        alice.ok("leaveRoom", "hideout");
        alice.drop();
        chat.advance(Duration.ofMinutes(1));
        TestClient again = chat.connect("alice");
        assertThat(again.events("session").get(0).get("status"))
                .as("still invisible")
                .isEqualTo("invisible");
        again.join("java");
        again.leave();
        bob.all()
                .forEach(event ->
                        assertThat(event.toString()).doesNotContain("alice").doesNotContain("Alice"));
        assertThat(bob.events("roomUsers"))
                .allMatch(
                        list -> list.get("count").equals(2) || list.get("count").equals(1));
    }

    @Test
    void setStatus_toInvisible_looksAsIfTheUserLeft() {
        TestClient alice = chat.connect("alice");
        alice.join("java");
        alice.emit("typing", "java");
        alice.emit("typing", "dm:alice+bob");
        bob.clear();
        alice.clear();
        alice.ok("setStatus", INVISIBLE);
        assertThat(bob.events("presence").stream().map(event -> event.get("status")))
                .containsExactly("offline");
        assertThat(bob.events("presence").get(0).data()).containsKey("lastSeen");
        assertThat(bob.events("stopTyping").stream().map(event -> event.get("room")))
                .containsExactlyInAnyOrder("java", "dm:alice+bob");
        assertThat(bob.events("userLeft"))
                .singleElement()
                .satisfies(left -> assertThat(left.data())
                        .containsEntry("reason", "disconnected")
                        .containsEntry("count", 1));
        assertThat(each(bob.events("roomUsers").get(0).get("users"), "id")).containsExactly("bob");
        assertThat(alice.events("userLeft")).as("about itself").isEmpty();
        alice.ok("setStatus", fields("status", "invisible", "text", "still"));
        alice.emit("typing", "java");
        assertThat(bob.events("presence")).hasSize(1);
        assertThat(bob.events("typing")).isEmpty();
        assertThat(chat.engine().room("java").users().stream().map(User::name))
                .as("the application sees everybody")
                .containsExactly("Bob", "Alice");
    }

    @Test
    void setStatus_toVisibleAgain_looksAsIfTheUserCame() {
        TestClient alice = comeIn();
        alice.join("java");
        alice.ok("setStatus", ONLINE);
        assertThat(bob.events("userJoined"))
                .singleElement()
                .satisfies(joined -> assertThat(joined.data())
                        .containsEntry("username", "Alice")
                        .containsEntry("count", 2));
        assertThat(bob.events("presence").stream().map(event -> event.get("status")))
                .containsExactly("online");
        assertThat(each(bob.events("roomUsers").get(0).get("users"), "id")).containsExactly("bob", "alice");
        assertThat(alice.events("userJoined")).as("about itself").isEmpty();
        alice.emit("typing", "java");
        alice.ok("leaveRoom", "java");
        assertThat(bob.events("typing")).hasSize(1);
        assertThat(bob.events("userLeft")).hasSize(1);
        alice.leave();
        TestClient again = chat.connect("alice");
        assertThat(again.events("session").get(0).get("status")).isEqualTo("online");
    }

    @Test
    void lastSeen_ofAnInvisibleVisit_isThatOfTheVisitBefore() {
        TestClient alice = chat.connect("alice");
        alice.leave();
        Object before = bob.ok("getPresence", fields("users", List.of("alice"))).get("users");
        chat.advance(Duration.ofHours(1));
        comeIn().leave();
        assertThat(bob.ok("getPresence", fields("users", List.of("alice"))).get("users"))
                .isEqualTo(before);
    }

    @Test
    void message_ofAnInvisibleUser_isSeenAndNothingElse() {
        TestClient alice = comeIn();
        alice.join("java");
        bob.clear();
        alice.say("java", "boo");
        assertThat(bob.all()).extracting(TestClient.Received::event).containsExactly("message");
        assertThat(each(bob.ok("getRoomUsers", "java").get("users"), "id")).containsExactly("bob");
    }

    @Test
    void kick_ofAnInvisibleUser_tellsTheRoomOnlyWhatTheModeratorDid() {
        TestClient alice = comeIn();
        alice.join("java");
        bob.clear();
        chat.engine().room("java").moderate(ModerationAction.KICK, dev.parley.model.UserId.of("alice"), null, "");
        assertThat(bob.all()).extracting(TestClient.Received::event).containsExactly("moderation");
        alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", fields("room", "java", "text", "x"));
    }

    @Test
    void connect_withAnImpossibleStatus_isRefused() {
        for (String status : List.of("offline", "dead")) {
            assertThat(chat.client(Map.of("token", "carol:Carol", "status", status))
                            .refusal()
                            .toString())
                    .contains("BAD_REQUEST");
        }
    }

    @Test
    void connect_furtherDevice_doesNotChangeTheStatus() {
        TestClient alice = chat.connect("alice");
        alice.ok("setStatus", fields("status", "busy"));
        bob.clear();
        TestClient phone = comeIn();
        assertThat(phone.events("session").get(0).get("status")).isEqualTo("busy");
        assertThat(bob.events("presence")).isEmpty();
    }

    @Test
    void presence_backWithinTheGrace_saysNothing() {
        TestClient alice = chat.connect("alice");
        bob.clear();
        alice.drop();
        chat.advance(Duration.ofSeconds(1));
        chat.connect("alice");
        assertThat(bob.events("presence")).isEmpty();
    }
}
