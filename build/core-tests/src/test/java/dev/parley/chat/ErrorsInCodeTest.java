package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.runtime.UncaughtErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** An {@link Error} in the application's code or in the store: the command is answered, the next one works, it is counted. */
@NullUnmarked
final class ErrorsInCodeTest {

    private final long before = UncaughtErrors.count();
    private final AtomicBoolean broken = new AtomicBoolean();

    private void fault() {
        if (broken.getAndSet(false)) {
            throw new NoClassDefFoundError("on demand");
        }
    }

    @Test
    void chatMessage_interceptorThrowsAnError_isAnsweredAndTheNextWorks() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.interceptor((sender, room, content) -> {
            fault();
            return content;
        }))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            broken.set(true);

            alice.refused(ErrorCode.INTERNAL, "chatMessage", ChatFixture.fields("room", "java", "text", "one"));
            alice.say("java", "two");

            assertThat(alice.texts()).containsExactly("two");
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void joinRoom_authorizerThrowsAnError_isAnsweredAndTheNextWorks() {
        Authorizer authorizer = new Authorizer() {
            @Override
            public boolean mayJoin(User user, RoomName room) {
                fault();
                return true;
            }
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authorizer(authorizer))) {
            TestClient alice = chat.connect("alice");
            broken.set(true);

            alice.refused(ErrorCode.INTERNAL, "joinRoom", "java");
            alice.join("java");

            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void listener_throwsAnError_theOthersHearGoOn() {
        List<String> joined = new ArrayList<>();
        ChatListener failing = new ChatListener() {
            @Override
            public void onConnect(User user, String connection) {
                fault();
                joined.add(user.name());
            }
        };
        try (ChatFixture chat = ChatFixture.start(builder -> builder.listener(failing))) {
            broken.set(true);
            chat.connect("alice");
            chat.connect("bob");

            assertThat(joined).containsExactly("Bob");
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void connect_authenticatorThrowsAnError_isRefused() {
        try (ChatFixture chat = ChatFixture.start(builder -> builder.authenticator(handshake -> {
            throw new LinkageError("on demand");
        }))) {
            assertThat(chat.client(Map.of("token", "a:A")).refusal()).containsEntry("message", "Authentication error");
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
        }
    }

    @Test
    void store_throwsAnError_theCommandIsRefusedAndTheNextWorks() {
        checkStore(
                "append",
                ErrorCode.STORE_UNAVAILABLE,
                alice -> alice.refused(
                        ErrorCode.STORE_UNAVAILABLE, "chatMessage", ChatFixture.fields("room", "java", "text", "one")));
        checkStore(
                "messages",
                ErrorCode.INTERNAL,
                alice -> alice.refused(ErrorCode.INTERNAL, "getHistory", ChatFixture.fields("room", "java")));
    }

    private static void checkStore(String method, ErrorCode code, Consumer<TestClient> refused) {
        long before = UncaughtErrors.count();
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.faults().throwNext(method, new OutOfMemoryError("on demand"));

            refused.accept(alice);
            alice.say("java", "two");
            alice.ok("getHistory", ChatFixture.fields("room", "java"));

            assertThat(alice.texts()).as("%s, %s", method, code).containsExactly("two");
            assertThat(UncaughtErrors.count()).isGreaterThan(before);
        }
    }
}
