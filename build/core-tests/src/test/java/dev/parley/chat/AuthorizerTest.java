package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Each question of the {@link Authorizer}: which commands ask it, and that its answer decides. */
@NullUnmarked
final class AuthorizerTest {

    private static ChatFixture with(Authorizer authorizer) {
        return ChatFixture.start(builder -> builder.roomMode(RoomMode.MULTI).authorizer(authorizer));
    }

    @Test
    void maySend_no_refusesMessagesReactionsAndTyping_inThatRoomOnly() {
        Authorizer readOnly = new Authorizer() {
            @Override
            public boolean maySend(User user, RoomName room) {
                return !user.id().value().equals("bob") || !room.value().equals("java");
            }
        };
        try (ChatFixture chat = with(readOnly)) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            for (String room : List.of("java", "python")) {
                alice.join(room);
                bob.join(room);
            }
            Object id = alice.say("java", "hello").get("id");

            bob.refused(ErrorCode.FORBIDDEN, "chatMessage", fields("room", "java", "text", "me too"));
            bob.refused(ErrorCode.FORBIDDEN, "reactMessage", fields("room", "java", "id", id, "emoji", "👍"));
            bob.refused(ErrorCode.FORBIDDEN, "typing", "java");
            bob.say("python", "here I may");

            assertThat(bob.texts()).containsExactly("hello", "here I may");
            assertThat(alice.events("typing")).isEmpty();
            assertThat(alice.events("reaction")).isEmpty();
        }
    }

    @Test
    void mayMessage_no_refusesPrivateMessagesOneWay() {
        Authorizer oneWay = new Authorizer() {
            @Override
            public boolean mayMessage(User from, UserId to) {
                return !(from.id().value().equals("bob") && to.value().equals("alice"));
            }
        };
        try (ChatFixture chat = with(oneWay)) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");

            bob.refused(ErrorCode.FORBIDDEN, "privateMessage", fields("to", "alice", "text", "psst"));
            alice.ok("privateMessage", fields("to", "bob", "text", "yes?"));

            assertThat(alice.events("privateMessage")).hasSize(1);
            assertThat(bob.events("privateMessage")).hasSize(1);
        }
    }

    @Test
    void mayEdit_decidesInsteadOfAuthorship_bothWays() {
        Authorizer editors = new Authorizer() {
            @Override
            public boolean mayEdit(User user, Message message) {
                return user.hasRole("editor") && !message.content().text().startsWith("final");
            }
        };
        try (ChatFixture chat = with(editors)) {
            TestClient alice = chat.connect("alice");
            TestClient editor = chat.connectAs("ed:Ed:editor");
            alice.join("java");
            editor.join("java");
            Object draft = alice.say("java", "frist").get("id");
            Object last = alice.say("java", "final").get("id");

            alice.refused(ErrorCode.FORBIDDEN, "editMessage", fields("room", "java", "id", draft, "text", "first"));
            editor.ok("editMessage", fields("room", "java", "id", draft, "text", "first"));
            editor.refused(ErrorCode.FORBIDDEN, "editMessage", fields("room", "java", "id", last, "text", "more"));

            assertThat(alice.events("messageUpdated")).hasSize(1);
        }
    }

    @Test
    void mayEdit_default_isTheAuthor() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient alice = chat.connect("alice");
            TestClient admin = chat.connectAs("root:Root:admin");
            alice.join("java");
            admin.join("java");
            Object id = alice.say("java", "frist").get("id");

            admin.refused(ErrorCode.FORBIDDEN, "editMessage", fields("room", "java", "id", id, "text", "mine"));
            alice.ok("editMessage", fields("room", "java", "id", id, "text", "first"));
        }
    }

    @Test
    void maySeePresence_no_leavesTheUserOutOfAnswersAndUpdates() {
        Authorizer discreet = new Authorizer() {
            @Override
            public boolean maySeePresence(User user, UserId other) {
                return !other.value().equals("carol");
            }
        };
        try (ChatFixture chat = with(discreet)) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");

            Map<String, Object> seen = alice.ok("getPresence", fields("users", List.of("bob", "carol"), "watch", true));
            bob.ok("setStatus", fields("status", "busy"));
            carol.ok("setStatus", fields("status", "busy"));

            assertThat(ChatFixture.each(seen.get("users"), "status")).containsExactly("online");
            assertThat(alice.events("presence"))
                    .extracting(update -> (Object) ((Map<?, ?>) update.get("user")).get("id"))
                    .containsExactly("bob");
        }
    }

    @Test
    void avatarAndAttributes_ofTheUser_reachAuthorizerInterceptorAndListener() {
        Set<String> seen = new TreeSet<>();
        List<User> listened = new ArrayList<>();
        Authorizer authorizer = new Authorizer() {
            @Override
            public boolean mayJoin(User user, RoomName room) {
                seen.add("authorizer " + user.avatar() + " " + user.attributes());
                return "sales".equals(user.attributes().get("team"));
            }
        };
        ChatListener listener = new ChatListener() {
            @Override
            public void onJoin(RoomName room, User user) {
                listened.add(user);
            }
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authorizer(authorizer)
                .listener(listener)
                .interceptor((user, room, content) -> {
                    seen.add("interceptor " + user.avatar() + " " + user.attributes());
                    return content;
                })
                .authenticator(handshake -> CompletableFuture.completedFuture(User.of("7", "Ann")
                        .withAvatar("/ann.png")
                        .withAttributes(Map.of("team", String.valueOf(handshake.auth("team", String.class)))))))) {
            TestClient sales =
                    chat.client(Map.of("team", "sales", "profile", "canonical")).await();
            sales.join("java");
            sales.say("java", "hello");
            chat.client(Map.of("team", "none", "profile", "canonical"))
                    .await()
                    .refused(ErrorCode.FORBIDDEN, "joinRoom", "java");

            assertThat(seen)
                    .containsExactly(
                            "authorizer /ann.png {team=none}",
                            "authorizer /ann.png {team=sales}",
                            "interceptor /ann.png {team=sales}");
            assertThat(listened)
                    .extracting(User::avatar, user -> user.attributes().get("team"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("/ann.png", "sales"));
        }
    }
}
