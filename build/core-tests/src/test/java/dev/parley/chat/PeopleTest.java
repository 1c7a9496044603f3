package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.command.Inboxes;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Presence, typing, private messages, notifications and audiences. */
@NullUnmarked
final class PeopleTest {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Test
    @Row({"003-06", "003-14"})
    @Defect({"D22", "D38"})
    void presence_twoTabsOneLost_saysNothing() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            TestClient first = chat.connect("alice");
            TestClient second = chat.connect("alice");
            first.join("java");
            second.join("java");
            assertThat(ChatFixture.each(bob.ok("getRoomUsers", "java").get("users"), "id"))
                    .containsExactly("bob", "alice");
            bob.clear();

            first.drop();
            chat.advance(GRACE.multipliedBy(3));
            assertThat(bob.events("userLeft")).isEmpty();
            assertThat(bob.events("roomUsers")).isEmpty();
            bob.say("java", "still two of us");
            assertThat(second.texts()).containsExactly("still two of us");

            second.drop();
            assertThat(bob.events("userLeft")).isEmpty();
            chat.advance(GRACE);
            assertThat(bob.events("userLeft")).hasSize(1);
            assertThat(bob.events("roomUsers")).hasSize(1);
        }
    }

    @Test
    void presence_refreshWithinGrace_makesNoNoise() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            chat.connect("alice").join("java");
            bob.clear();
            for (int i = 0; i < 3; i++) {
                TestClient tab = chat.connect("alice");
                tab.join("java");
                tab.drop();
                chat.advance(GRACE.minusMillis(1));
            }
            chat.connect("alice").join("java");
            chat.advance(GRACE.multipliedBy(2));
            assertThat(bob.events("userLeft")).isEmpty();
            assertThat(bob.events("userJoined")).isEmpty();
        }
    }

    @Test
    @Defect("D25")
    void presence_lostUser_isGoneAfterTheGraceTimeWithLastSeen() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.LAST_SEEN, 1)))) {
            TestClient bob = chat.connect("bob");
            TestClient alice = chat.connect("alice");
            bob.ok("getPresence", fields("users", List.of("alice", "carol"), "watch", true));
            alice.drop();
            assertThat(chat.engine().user("alice").isConnected()).isTrue();
            chat.advance(GRACE);
            assertThat(chat.engine().user("alice").isConnected()).isFalse();
            assertThat(bob.events("presence").get(0).data())
                    .containsEntry("status", "offline")
                    .containsEntry("lastSeen", "2026-01-01T00:00:05Z");
            assertThat(chat.engine().user("alice").presence().lastSeen()).isNotNull();
            TestClient carol = chat.connect("carol");
            carol.leave();
            assertThat(bob.events("presence")).hasSize(3);
            assertThat(chat.engine().user("alice").presence().lastSeen())
                    .as("forgotten at the bound")
                    .isNull();
            assertThat(chat.engine().onlineUsers()).isEqualTo(1);
        }
    }

    @Test
    void setStatus_everyKind_isSeenByTheRoom() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient bob = chat.connect("bob");
            TestClient alice = chat.connect("alice");
            bob.join("java");
            alice.join("java");
            alice.ok("setStatus", fields("status", "busy", "text", "in a meeting"));
            assertThat(bob.events("presence").get(0).data())
                    .containsEntry("status", "busy")
                    .containsEntry("text", "in a meeting")
                    .containsEntry("user", Map.of("id", "alice", "name", "Alice"));
            alice.ok("setStatus", fields("status", "invisible"));
            assertThat(bob.events("presence").get(1).data()).containsEntry("status", "offline");
            assertThat(ChatFixture.each(
                            bob.ok("getPresence", fields("users", List.of("alice")))
                                    .get("users"),
                            "status"))
                    .containsExactly("offline");
            assertThat(ChatFixture.each(bob.ok("getRoomUsers", "java").get("users"), "id"))
                    .containsExactly("bob");
            assertThat(alice.refused(
                            ErrorCode.TEXT_TOO_LONG, "setStatus", fields("status", "away", "text", "x".repeat(141))))
                    .containsEntry("limit", "shortTextGraphemes");
        }
    }

    @Test
    void getPresence_atTheBound_andOneMore() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.PRESENCE_WATCHED, 2)))) {
            TestClient bob = chat.connect("bob");
            bob.ok("getPresence", fields("users", List.of("a", "b")));
            assertThat(bob.refused(ErrorCode.LIMIT_EXCEEDED, "getPresence", fields("users", List.of("a", "b", "c"))))
                    .containsEntry("limit", "presenceWatched");
        }
    }

    @Test
    @Row("002-16")
    @Defect("D27")
    void typing_expiresAndStopsOnSendLeaveAndDisconnect() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient bob = chat.connect("bob");
            TestClient alice = chat.connect("alice");
            bob.join("java");
            alice.join("java");
            alice.emit("typing", fields("room", "java"));
            alice.emit("typing", fields("room", "java"));
            assertThat(bob.events("typing")).hasSize(1);
            assertThat(bob.events("typing").get(0).data())
                    .containsEntry("user", Map.of("id", "alice", "name", "Alice"))
                    .containsEntry("room", "java");
            assertThat(alice.events("typing")).isEmpty();
            chat.advance(Duration.ofSeconds(6));
            assertThat(bob.events("stopTyping")).hasSize(1);

            alice.emit("typing", "java");
            alice.say("java", "done");
            assertThat(bob.events("stopTyping")).hasSize(2);
            alice.emit("typing", "java");
            alice.emit("stopTyping", "java");
            assertThat(bob.events("stopTyping")).hasSize(3);
            alice.emit("typing", "java");
            alice.ok("leaveRoom", "java");
            assertThat(bob.events("stopTyping")).hasSize(4);
            alice.emit("typing", "java");
            assertThat(bob.events("typing")).as("not in the room").hasSize(4);
            alice.join("java");
            alice.emit("typing", "java");
            alice.drop();
            assertThat(bob.events("stopTyping")).hasSize(5);
        }
    }

    @Test
    void typing_kickedOrMuted_stops() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient alice = chat.connect("alice");
            admin.join("java");
            alice.join("java");
            alice.emit("typing", "java");
            admin.ok("moderate", fields("room", "java", "action", "kick", "user", "alice"));
            assertThat(admin.events("stopTyping")).hasSize(1);
            alice.join("java");
            alice.emit("typing", "java");
            admin.ok("moderate", fields("room", "java", "action", "mute", "user", "alice"));
            assertThat(admin.events("stopTyping")).hasSize(2);
        }
    }

    @Test
    void typing_keptUp_lastsAndIsBounded() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.TYPING_USERS, 1)))) {
            TestClient bob = chat.connect("bob");
            TestClient alice = chat.connect("alice");
            TestClient carol = chat.connect("carol");
            List.of(bob, alice, carol).forEach(client -> client.join("java"));
            for (int i = 0; i < 5; i++) {
                alice.emit("typing", "java");
                chat.advance(Duration.ofSeconds(4));
            }
            carol.emit("typing", "java");
            assertThat(bob.events("typing")).hasSize(1);
            assertThat(bob.events("stopTyping")).isEmpty();
        }
    }

    @Test
    @Row({"002-15", "000-07", "000-19", "000-47"})
    @Defect("D26")
    void privateMessage_toOfflineUser_isStoredEchoedAndFoundLater() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            TestClient eve = chat.connect("eve");
            Map<String, Object> answer = phone.ok("privateMessage", fields("to", "bob", "message", "Lunch?"));
            assertThat(answer).containsEntry("room", "dm:alice+bob").containsEntry("conversation", "dm:alice+bob");
            for (TestClient device : List.of(phone, laptop)) {
                assertThat(device.events("privateMessage").get(0).data())
                        .containsEntry("from", "alice")
                        .containsEntry("to", "bob")
                        .containsEntry("message", "Lunch?")
                        .containsEntry("text", "Lunch?")
                        .containsEntry("timestamp", "2026-01-01T00:00:00Z")
                        .containsEntry("peer", Map.of("id", "bob", "name", "bob"));
            }
            assertThat(eve.all().stream().map(TestClient.Received::event)).doesNotContain("privateMessage");

            TestClient bob = chat.connect("bob");
            Map<?, ?> conversation =
                    (Map<?, ?>) ((List<?>) bob.ok("getConversations").get("conversations")).get(0);
            assertThat(conversation.get("room")).isEqualTo("dm:alice+bob");
            assertThat(conversation.get("unread")).isEqualTo(1);
            assertThat(((Map<?, ?>) conversation.get("peer")).get("name")).isEqualTo("Alice");
            assertThat(((Map<?, ?>) conversation.get("last")).get("text")).isEqualTo("Lunch?");
            assertThat(ChatFixture.each(
                            bob.ok("getHistory", fields("room", "dm:alice+bob")).get("messages"), "text"))
                    .containsExactly("Lunch?");

            bob.ok("markRead", fields("room", "dm:alice+bob", "seq", 1));
            assertThat(phone.events("receipt").get(0).data()).containsEntry("seq", 1);
            bob.ok("chatMessage", fields("room", "dm:alice+bob", "text", "Yes"));
            assertThat(laptop.events("privateMessage").get(1).data())
                    .containsEntry("from", "bob")
                    .containsEntry("peer", Map.of("id", "bob", "name", "Bob"));
            bob.emit("typing", fields("room", "dm:alice+bob"));
            assertThat(phone.events("typing")).hasSize(1);
            assertThat(bob.events("typing")).isEmpty();
            Object id = laptop.events("privateMessage").get(1).get("id");
            bob.ok("editMessage", fields("room", "dm:alice+bob", "id", id, "text", "Yes!"));
            assertThat(laptop.events("messageUpdated")).hasSize(1);
            eve.refused(ErrorCode.FORBIDDEN, "chatMessage", fields("room", "dm:alice+bob", "text", "me too"));
            eve.refused(ErrorCode.FORBIDDEN, "syncRoom", fields("room", "dm:alice+bob", "epoch", "x", "after", 0));
            assertThat(bob.ok("getRoomUsers", fields("room", "dm:alice+bob"))).containsEntry("count", 2);
        }
    }

    @Test
    void chatUser_send_reachesBothInTheNameOfAnother() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient bob = chat.connect("bob");
            chat.engine().user("bob").send(User.of("alice", "Alice"), "from the app");
            assertThat(bob.events("privateMessage").get(0).data())
                    .containsEntry("text", "from the app")
                    .containsEntry("peer", Map.of("id", "alice", "name", "Alice"));
        }
    }

    @Test
    void notify_numbersOfTheData_keepTheirDigits_whatIsNoJsonStaysText() {
        try (ChatFixture chat = ChatFixture.start()) {
            Map<String, Object> expected = Map.of(
                    "{\"a\":19.90,\"b\":12345678901234567890.5}",
                    Map.of("a", new BigDecimal("19.90"), "b", new BigDecimal("12345678901234567890.5")),
                    "[1e400]",
                    List.of(new BigDecimal("1e400")),
                    "{\"a\":1} more",
                    "{\"a\":1} more");
            expected.forEach((json, data) -> {
                Notification news = Notification.of("x", "y").withData(json);
                InboxItem item = chat.engine()
                        .user("42")
                        .notify(news)
                        .toCompletableFuture()
                        .join();
                assertThat(Inboxes.data(item)).isEqualTo(data);
            });
        }
    }

    @Test
    @Row({"002-17", "002-18", "002-19"})
    @Defect("D28")
    void notify_userOnAllDevices_isStoredWithTheServersId() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient phone = chat.connect("42");
            TestClient side =
                    chat.client("/notifications", Map.of("token", "42:User")).await();
            Notification news =
                    Notification.of("new_post", "Bob created a new post").withData("{\"postId\":17,\"id\":\"mine\"}");
            InboxItem item =
                    chat.engine().user("42").notify(news).toCompletableFuture().join();
            for (TestClient device : List.of(phone, side)) {
                assertThat(device.events("notification").get(0).data())
                        .containsEntry("id", item.id())
                        .containsEntry("type", "new_post")
                        .containsEntry("message", "Bob created a new post")
                        .containsEntry("data", Map.of("postId", 17, "id", "mine"))
                        .containsEntry("timestamp", "2026-01-01T00:00:00Z")
                        .containsEntry("read", false);
            }
            chat.engine()
                    .user("7")
                    .notify(Notification.of("x", "while away"))
                    .toCompletableFuture()
                    .join();
            TestClient later = chat.connectAs("7:Seven");
            assertThat(later.events("unread").get(0).data()).containsEntry("notifications", 1);
            Map<String, Object> inbox = later.ok("getNotifications");
            assertThat(inbox).containsEntry("unread", 1).containsEntry("hasMore", false);
            Object id = ChatFixture.each(inbox.get("notifications"), "id").get(0);
            TestClient other = chat.connectAs("7:Seven");
            assertThat(later.ok("ackNotification", fields("id", id))).containsEntry("unread", 0);
            assertThat(other.events("unread").get(1).data()).containsEntry("notifications", 0);
            chat.engine().user("7").notify(Notification.of("x", "two"));
            chat.engine().user("7").notify(Notification.of("x", "three"));
            assertThat(ChatFixture.each(
                            later.ok("getNotifications", fields("limit", 1)).get("notifications"), "message"))
                    .containsExactly("three");
            assertThat(later.ok("ackNotification", fields("all", true))).containsEntry("unread", 0);
            assertThat((List<?>) later.ok("getNotifications", fields("unreadOnly", true))
                            .get("notifications"))
                    .isEmpty();
            assertThat((List<?>) later.ok("getNotifications").get("notifications"))
                    .hasSize(3);
        }
    }

    @Test
    @Row({"002-20", "003-15"})
    @Defect("D37")
    void audiences_needATarget_andGuestsAreNotAuthenticated() {
        Authorizer members = new Authorizer() {
            @Override
            public boolean maySubscribe(User user, String entity) {
                return user.id().value().equals("alice");
            }
        };
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.guests(true).authorizer(members))) {
            TestClient alice = chat.connect("alice");
            TestClient admin = chat.connectAs("root:Root:admin");
            TestClient guest = chat.guest("Visitor");
            chat.engine().authenticated().emit("postUpdated", Map.of("id", 1));
            chat.engine().everyone().emit("postDeleted", 1);
            chat.engine().role("admin").announce("disk full", Map.of("free", 0));
            alice.ok("subscribe", fields("entity", "project:17"));
            admin.refused(ErrorCode.FORBIDDEN, "subscribe", fields("entity", "project:17"));
            chat.engine().entity("project:17").emit("project updated", Map.of("id", 17));
            alice.ok("unsubscribe", fields("entity", "project:17"));
            chat.engine().entity("project:17").emit("project updated", Map.of("id", 17));
            chat.engine().user("alice").emit("hello");
            chat.engine().user("alice").announce("you only");

            assertThat(alice.events("postUpdated")).hasSize(1);
            assertThat(guest.events("postUpdated")).isEmpty();
            assertThat(guest.events("postDeleted")).hasSize(1);
            assertThat(admin.events("announcement").get(0).data()).containsEntry("data", Map.of("free", 0));
            assertThat(alice.events("announcement")).hasSize(1);
            assertThat(alice.events("project updated")).hasSize(1);
            assertThat(admin.events("project updated")).isEmpty();
            assertThat(alice.events("hello")).hasSize(1);
            assertThat(RoomName.of("project:17").key()).isEqualTo("room:project:17");
        }
    }

    @Test
    void disconnect_user_endsAllConnectionsWithAReason() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            chat.engine().user("alice").disconnect("account closed");
            for (TestClient device : List.of(phone, laptop)) {
                assertThat(device.events("serverNotice").get(0).data())
                        .containsEntry("kind", "disconnect")
                        .containsEntry("text", "account closed");
                assertThat(device.isClosed()).isTrue();
            }
        }
    }
}
