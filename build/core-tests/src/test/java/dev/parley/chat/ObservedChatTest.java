package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.ErrorCode;
import dev.parley.runtime.observe.RecordedCalls;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.ObservedMessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the chat reports to the observer of its server. */
final class ObservedChatTest {

    private final RecordedCalls calls = new RecordedCalls();

    private ChatFixture start() {
        return ChatFixture.start(builder -> builder.server(SocketServer.builder()
                .engine(engine -> engine.scheduler(new ManualScheduler()))
                .handlerExecutor(Runnable::run)
                .observer(calls.observer())
                .build()));
    }

    @Test
    void commands_answeredAndRefused_areReportedByCode() {
        try (ChatFixture chat = start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "hello");
            alice.refused(ErrorCode.NOT_IN_ROOM, "chatMessage", Map.of("room", "kotlin", "text", "hello"));
        }

        assertThat(calls.of("commandHandled"))
                .containsExactly(
                        "commandHandled(joinRoom, OK, 0)",
                        "commandHandled(chatMessage, OK, 0)",
                        "commandHandled(chatMessage, NOT_IN_ROOM, 0)");
    }

    @Test
    void messages_whenStored_areReportedByKind() {
        try (ChatFixture chat = start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.say("java", "hello");
            alice.ok("privateMessage", Map.of("to", "bob", "text", "hello"));
        }

        assertThat(calls.of("messageStored")).containsExactly("messageStored(room)", "messageStored(private)");
        assertThat(calls.of("storeCalled")).contains("storeCalled(append, 0, null)");
    }

    @Test
    void store_thatFails_isReportedWithWhy() {
        try (ChatFixture chat = start()) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            chat.faults().failNext("append", StoreException.Category.UNAVAILABLE);
            alice.refused(ErrorCode.STORE_UNAVAILABLE, "chatMessage", Map.of("room", "java", "text", "hello"));
        }

        assertThat(calls.of("storeCalled"))
                .anyMatch(call -> call.startsWith("storeCalled(append, 0, dev.parley.store.StoreEx"));
        assertThat(calls.of("messageStored")).isEmpty();
    }

    @Test
    void store_thatNobodyObserves_isItself() {
        MessageStore store = InMemoryMessageStore.create();

        assertThat(ObservedMessageStore.of(store, ServerObserver.NOOP, () -> 0)).isSameAs(store);
    }

    @Test
    void observer_ofTheBuilder_isThatOfItsServer() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .observer(calls.observer())
                .build();

        chat.server().emit("news");
        chat.close();

        assertThat(calls.of("emitted")).startsWith("emitted(/, 0, 10)");
    }

    @Test
    void observer_besideAGivenServer_isRefused() {
        SocketServer server = SocketServer.create();
        ChatEngineBuilder builder = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .server(server)
                .observer(calls.observer());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SocketServer.builder()");
        server.close();
    }
}
