package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.Content;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Joining, leaving, isolation, and the lists of rooms and users. */
@NullUnmarked
final class RoomsTest {

    @Test
    @Row({"000-08", "000-12", "000-16", "000-18", "001-01", "001-06", "001-07", "001-10", "002-09"})
    void chatMessage_twoRooms_staysInItsRoom() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            alice.join("Java");
            carol.join("Java");
            bob.join("Python");

            alice.say("Java", "hello");
            bob.ok("chatMessage", Map.of("text", "hi"));
            alice.ok("chatMessage", "a bare string");

            assertThat(alice.texts()).containsExactly("hello", "a bare string");
            assertThat(carol.texts()).containsExactly("hello", "a bare string");
            assertThat(bob.texts()).containsExactly("hi");
        }
    }

    @Test
    @Row({"000-13", "000-45", "001-05", "002-06", "000-19", "000-25", "004-11"})
    @Defect({"D31", "D32"})
    void message_ofCatalogue_carriesIdentityPlaceAndTime() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("Java");

            Map<String, Object> answer = alice.ok("chatMessage", fields("text", "hi", "username", "Mallory"));
            alice.say("Java", "hi");

            Map<String, Object> message = alice.events("message").get(0).data();
            assertThat(message)
                    .containsEntry("room", "Java")
                    .containsEntry("username", "Alice")
                    .containsEntry("user", Map.of("id", "alice", "name", "Alice"))
                    .containsEntry("timestamp", "2026-01-01T00:00:00Z")
                    .containsEntry("seq", 1)
                    .containsEntry("version", 1)
                    .containsEntry("deleted", false)
                    .containsEntry("id", answer.get("id"));
            assertThat(answer).containsEntry("message", message);
            assertThat(alice.events("message").get(1).get("id")).isNotEqualTo(answer.get("id"));
        }
    }

    @Test
    @Row({"000-14", "000-15", "000-44", "002-07", "000-42", "000-40", "000-41", "000-46", "001-04"})
    void joinRoom_secondUser_welcomesOneAndTellsTheOther() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("dev-chat");
            alice.clear();

            TestClient bob = chat.connect("bob");
            Map<String, Object> answer = bob.join("dev-chat");

            assertThat(bob.events("serverNotice").get(0).data())
                    .containsEntry("kind", "welcome")
                    .containsEntry("text", "👋 Welcome Bob to dev-chat room!")
                    .containsEntry("room", "dev-chat");
            assertThat(bob.events("userJoined")).isEmpty();
            assertThat(alice.events("userJoined")).hasSize(1);
            assertThat(alice.events("userJoined").get(0).data())
                    .containsEntry("username", "Bob")
                    .containsEntry("count", 2)
                    .containsEntry("user", Map.of("id", "bob", "name", "Bob"));
            assertThat(answer).containsEntry("you", Map.of("id", "bob", "name", "Bob", "role", "member"));
            for (TestClient client : List.of(alice, bob)) {
                List<TestClient.Received> lists = client.events("roomUsers");
                assertThat(lists.get(lists.size() - 1).get("users"))
                        .isEqualTo(List.of(
                                fields(
                                        "id",
                                        "alice",
                                        "username",
                                        "Alice",
                                        "room",
                                        "dev-chat",
                                        "status",
                                        "online",
                                        "role",
                                        "member"),
                                fields(
                                        "id",
                                        "bob",
                                        "username",
                                        "Bob",
                                        "room",
                                        "dev-chat",
                                        "status",
                                        "online",
                                        "role",
                                        "member")));
            }
        }
    }

    @Test
    @Row({"000-17", "000-43", "002-10", "001-03"})
    void leave_deliberateOrNever_isToldOnlyWhenJoined() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient never = chat.connect("never");
            alice.join("Java");
            bob.join("Java");
            alice.clear();

            never.leave();
            assertThat(alice.all()).isEmpty();

            bob.leave();
            assertThat(alice.events("userLeft")).hasSize(1);
            assertThat(alice.events("userLeft").get(0).data())
                    .containsEntry("username", "Bob")
                    .containsEntry("reason", "disconnected")
                    .containsEntry("count", 1);
            assertThat(alice.events("roomUsers").get(0).get("count")).isEqualTo(1);
        }
    }

    @Test
    @Row("001-02")
    @Defect("D03")
    void joinRoom_exclusiveMode_leavesTheRoomBefore() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            alice.join("A");
            bob.join("A");
            carol.join("B");
            alice.join("B");
            alice.clear();

            bob.say("A", "in A");
            carol.say("B", "in B");

            assertThat(alice.texts()).containsExactly("in B");
            assertThat(bob.events("userLeft").get(0).data())
                    .containsEntry("reason", "moved")
                    .containsEntry("username", "Alice");
            assertThat(bob.events("roomUsers")
                            .get(bob.events("roomUsers").size() - 1)
                            .get("count"))
                    .isEqualTo(1);
            alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("room", "A", "text", "x"));
        }
    }

    @Test
    @Row("001-02")
    void joinRoom_exclusiveModeAndRefused_staysInTheRoomBefore() {
        try (ChatFixture chat = ChatFixture.start(builder ->
                builder.limits(ChatFixture.LIMITS.with(Limit.USERS_PER_ROOM, 1)).guests(true))) {
            TestClient alice = chat.connect("alice");
            chat.connect("bob").join("full");
            alice.join("A");
            alice.refused(ErrorCode.ROOM_FULL, "joinRoom", "full");
            chat.faults().failNext("head", StoreException.Category.UNAVAILABLE);
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "joinRoom", "B");
            alice.say("A", "still here");
            assertThat(alice.texts()).containsExactly("still here");
            assertThat(chat.engine().user("alice").rooms()).containsExactly(RoomName.of("A"));
            assertThat(chat.engine().liveRooms()).isEqualTo(2);
        }
    }

    @Test
    @Row({"002-12", "003-09"})
    void joinRoom_multiMode_keepsBothUntilLeft() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            alice.join("A");
            alice.join("B");
            alice.say("A", "one");
            alice.say("B", "two");
            assertThat(alice.texts()).containsExactly("one", "two");
            alice.refused(ErrorCode.BAD_REQUEST, "chatMessage", Map.of("text", "which room?"));

            assertThat(alice.ok("leaveRoom", Map.of("room", "A"))).containsEntry("room", "A");
            alice.refused(ErrorCode.NOT_IN_ROOM, "leaveRoom", Map.of("room", "A"));
            alice.ok("chatMessage", Map.of("text", "now it is clear"));
        }
    }

    @Test
    @Defect("D02")
    void joinRoom_threeTimes_deliversAndNoticesOnce() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient watcher = chat.connect("watcher");
            watcher.join("Java");
            TestClient alice = chat.connect("alice");
            alice.join("Java");
            alice.join("Java");
            alice.join("Java");
            watcher.clear();
            alice.clear();

            alice.say("Java", "once");
            assertThat(alice.texts()).containsExactly("once");
            assertThat(watcher.texts()).containsExactly("once");
            Map<String, Object> history = watcher.ok("getHistory", Map.of("room", "Java"));
            assertThat((List<?>) history.get("messages")).hasSize(1);

            alice.leave();
            assertThat(watcher.events("userLeft")).hasSize(1);
            assertThat(watcher.events("userJoined")).isEmpty();
        }
    }

    @Test
    @Row({"003-12", "003-14"})
    @Defect("D04")
    void joinRoom_systemKeys_areForbidden() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            for (String room : List.of(
                    "user:42",
                    "user:alice",
                    "dm:alice+bob",
                    "room:Java",
                    "DM:x",
                    "role:admin",
                    "entity:x",
                    "watch:bob",
                    bob.id())) {
                alice.refused(ErrorCode.FORBIDDEN, "joinRoom", Map.of("room", room));
            }
            alice.refused(ErrorCode.FORBIDDEN, "getHistory", Map.of("room", "dm:bob+carol"));
            alice.refused(ErrorCode.ROOM_INVALID, "getHistory", Map.of("room", "dm:bob"));
            assertThat(chat.engine().liveRooms()).isZero();
        }
    }

    @Test
    @Defect("D05")
    void commands_beforeJoining_areRefusedAndConnectionSurvives() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("text", "hi"));
            alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("room", "Java", "text", "hi"));
            alice.refused(ErrorCode.NOT_IN_ROOM, "getHistory", Map.of());
            alice.refused(ErrorCode.NOT_IN_ROOM, "getRoomUsers", Map.of());
            alice.refused(ErrorCode.NOT_IN_ROOM, "markRead", Map.of("seq", 1));
            alice.refused(ErrorCode.NOT_IN_ROOM, "leaveRoom", Map.of());
            alice.emit("typing", Map.of("room", "Java"));
            alice.join("Java");
            alice.say("Java", "alive");
            assertThat(alice.texts()).containsExactly("alive");
        }
    }

    @Test
    void freeRooms_off_onlyDefinedRoomsExist() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.freeRooms(false)
                .rooms(
                        RoomDefinition.open("Java").withTitle("All about Java").withTopic("JVM"),
                        RoomDefinition.open("C#")))) {
            TestClient alice = chat.connect("alice");
            alice.refused(ErrorCode.ROOM_NOT_FOUND, "joinRoom", Map.of("room", "Python"));
            alice.join("C#");
            Map<String, Object> list = alice.ok("listRooms", Map.of());
            assertThat(ChatFixture.each(list.get("rooms"), "room")).containsExactly("C#", "Java");
            assertThat(((Map<?, ?>) ((List<?>) list.get("rooms")).get(1)).get("topic"))
                    .isEqualTo("JVM");
            assertThat(((Map<?, ?>) ((List<?>) list.get("rooms")).get(0)).get("joined"))
                    .isEqualTo(true);
        }
    }

    @Test
    void privateRoom_onlyInvitedUsers_mayJoinAndSeeIt() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.rooms(RoomDefinition.closed("board", "alice")))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient admin = chat.connectAs("root:Root:admin");
            alice.join("board");
            bob.refused(ErrorCode.FORBIDDEN, "joinRoom", Map.of("room", "board"));
            assertThat((List<?>) bob.ok("listRooms", Map.of()).get("rooms")).isEmpty();
            admin.ok("moderate", fields("room", "board", "action", "invite", "user", "bob"));
            bob.join("board");
            assertThat((List<?>) bob.ok("listRooms", Map.of()).get("rooms")).hasSize(1);
            admin.ok("moderate", fields("room", "board", "action", "uninvite", "user", "bob"));
            bob.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("text", "still here?"));
        }
    }

    @Test
    void joinRoom_refused_leavesNoRoomInMemory() {
        Authorizer nobody = new Authorizer() {
            @Override
            public boolean mayJoin(User user, RoomName room) {
                if (room.value().equals("broken")) {
                    throw new IllegalStateException("a fault of the authorizer");
                }
                return false;
            }

            @Override
            public boolean mayModerate(User user, RoomName room) {
                if (room.value().equals("broken2")) {
                    throw new IllegalStateException("a fault of the authorizer");
                }
                return false;
            }
        };
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.authorizer(nobody).rooms(RoomDefinition.closed("board", "alice")))) {
            TestClient bob = chat.connect("bob");
            bob.refused(ErrorCode.FORBIDDEN, "joinRoom", "anything");
            bob.refused(ErrorCode.FORBIDDEN, "joinRoom", "board");
            bob.refused(ErrorCode.INTERNAL, "joinRoom", "broken");
            bob.refused(ErrorCode.FORBIDDEN, "moderate", fields("room", "java", "action", "freeze"));
            bob.refused(ErrorCode.INTERNAL, "moderate", fields("room", "broken2", "action", "freeze"));
            assertThat(chat.engine().liveRooms()).isZero();
        }
    }

    @Test
    void announcementRoom_members_readAndModeratorsSend() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.rooms(RoomDefinition.announcements("news")))) {
            TestClient alice = chat.connect("alice");
            TestClient editor = chat.connectAs("ed:Ed:moderator");
            assertThat(((Map<?, ?>) alice.join("news").get("info")).get("canSend"))
                    .isEqualTo(false);
            assertThat(((Map<?, ?>) editor.join("news").get("info")).get("canSend"))
                    .isEqualTo(true);
            alice.refused(ErrorCode.FORBIDDEN, "chatMessage", Map.of("text", "me too"));
            editor.say("news", "extra");
            chat.engine().room("news").send("from the server");
            assertThat(alice.texts()).containsExactly("extra", "from the server");
            assertThat(alice.events("message").get(1).data())
                    .containsEntry("username", "System")
                    .containsEntry("system", true);
        }
    }

    @Test
    void roomUsers_largeRoom_isGathered() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(
                ChatFixture.LIMITS.with(Limit.ROOM_USERS_COALESCED_FROM, 3).with(Limit.ROOM_USERS_SHOWN, 4)))) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                clients.add(chat.connect("user" + i));
                clients.get(i).join("hall");
            }
            TestClient first = clients.get(0);
            assertThat(first.events("roomUsers")).hasSize(3);
            assertThat(clients.get(5).events("roomUsers"))
                    .as("the joiner's own list")
                    .hasSize(1);
            chat.advance(Duration.ofSeconds(1));
            assertThat(first.events("roomUsers")).hasSize(4);
            assertThat(first.events("roomUsers").get(3).data())
                    .containsEntry("count", 6)
                    .containsEntry("truncated", true);
            assertThat((List<?>) first.events("roomUsers").get(3).get("users")).hasSize(4);
            chat.advance(Duration.ofSeconds(5));
            assertThat(first.events("roomUsers")).as("nothing changed").hasSize(4);
        }
    }

    @Test
    void noticeUsers_beyond_onlyListsAreSent() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.NOTICE_USERS, 2)))) {
            TestClient first = chat.connect("first");
            first.join("hall");
            chat.connect("second").join("hall");
            chat.connect("third").join("hall");
            assertThat(first.events("userJoined")).hasSize(1);
        }
    }

    @Test
    @Row({"003-10", "003-11", "003-08", "002-03", "002-12", "001-06"})
    void serverSide_unionAndExcept_oneCopyEach() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient both = chat.connect("both");
            TestClient one = chat.connect("one");
            TestClient none = chat.connect("none");
            both.join("A");
            both.join("B");
            one.join("A");
            var main = chat.engine().server().of("/");
            chat.engine().rooms("A", " B ").emit("news", "x");
            chat.engine().rooms("A", "B").announce("to both");
            main.emit("all", 1);
            main.except(both.id()).emit("others", 2);
            assertThat(both.events("news")).hasSize(1);
            assertThat(one.events("news")).hasSize(1);
            assertThat(none.events("news")).isEmpty();
            assertThat(both.events("announcement")).hasSize(1);
            assertThat(one.events("announcement").get(0).get("text")).isEqualTo("to both");
            assertThat(none.events("announcement")).isEmpty();
            assertThat(none.events("all")).hasSize(1);
            assertThat(both.events("others")).isEmpty();
            assertThat(one.events("others")).hasSize(1);
        }
    }

    @Test
    void serverApi_room_sendsAnnouncesAndLists() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            ChatRoom room = chat.engine().room(" java ");
            assertThat(room.send("Deploy finished").toCompletableFuture().join().seq())
                    .isEqualTo(1);
            User bob = User.of("bob", "Bob");
            assertThat(room.sendAs(bob, Content.of("as Bob"), "k1")
                            .toCompletableFuture()
                            .join()
                            .seq())
                    .isEqualTo(2);
            assertThat(room.sendAs(bob, Content.of("as Bob"), "k1")
                            .toCompletableFuture()
                            .join()
                            .seq())
                    .isEqualTo(2);
            room.announce("Lunch");
            room.emit("custom", Map.of("n", 1), "two");
            assertThat(alice.texts()).containsExactly("Deploy finished", "as Bob");
            assertThat(alice.events("announcement").get(0).data())
                    .containsEntry("text", "Lunch")
                    .containsEntry("room", "java");
            assertThat(alice.events("custom").get(0).arguments()).hasSize(2);
            assertThat(room.users()).extracting(User::name).containsExactly("Alice");
            assertThat(room.history(10).toCompletableFuture().join()).hasSize(2);
        }
    }

    @Test
    void room_left_isForgottenButKeepsItsHistory() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "kept");
            assertThat(chat.engine().liveRooms()).isEqualTo(1);
            alice.ok("leaveRoom", "java");
            assertThat(chat.engine().liveRooms()).isZero();
            alice.join("java");
            assertThat((List<?>) alice.events("chatHistory").get(1).get("messages"))
                    .hasSize(1);
        }
    }
}
