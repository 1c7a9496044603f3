package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.Message;
import dev.parley.socketio.SocketServer;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A graceful close and clients that are between two polls: nothing that was sent before is lost, and no wait is unbounded. */
final class CloseTest {

    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    /** A client that polls on demand. */
    private record Poller(ChatFixture chat, String url) {

        static Poller connect(ChatFixture chat) {
            Matcher sid = Pattern.compile("\"sid\":\"([^\"]+)\"")
                    .matcher(text(chat.transport().get(POLLING)));
            assertThat(sid.find()).isTrue();
            Poller poller = new Poller(chat, POLLING + "&sid=" + sid.group(1));
            assertThat(text(chat.transport()
                            .post(poller.url, "40{\"token\":\"alice:Alice\",\"profile\":\"canonical\"}")))
                    .isEqualTo("ok");
            assertThat(poller.poll()).contains("\"session\"");
            return poller;
        }

        String poll() {
            return text(chat.transport().get(url));
        }

        private static String text(LocalExchange exchange) {
            assertThat(exchange.isAnswered()).isTrue();
            return exchange.response().join().text();
        }
    }

    @Test
    void close_betweenTwoPolls_waitsUntilTheNoticeIsTaken() {
        try (ChatFixture chat = ChatFixture.start()) {
            Poller alice = Poller.connect(chat);

            CompletableFuture<?> closed = chat.engine().shutdown().toCompletableFuture();

            assertThat(closed).isNotDone();
            assertThat(alice.poll()).contains("serverNotice", "\"shutdown\"");
            assertThat(closed).isCompleted();
        }
    }

    @Test
    void close_ofAClientThatTakesNothing_waitsTheFlushTimeout() {
        try (ChatFixture chat = ChatFixture.start()) {
            Poller.connect(chat);
            Duration limit = chat.engine().limits().time(Limit.FLUSH_TIMEOUT);

            CompletableFuture<?> closed = chat.engine().shutdown().toCompletableFuture();

            chat.advance(limit.minusMillis(1));
            assertThat(closed).isNotDone();
            chat.advance(Duration.ofMillis(1));
            assertThat(closed).isCompleted();
        }
    }

    /** An engine with the clock and the threads of production. */
    private static ChatEngineBuilder real(FaultInjector faults) {
        return ChatEngine.builder().store(faults.store()).guests(true).rooms(RoomDefinition.open("java"));
    }

    @Test
    void close_ofTryWithResources_waitsUntilTheStoreIsClosed() {
        FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
        CompletableFuture<Message> sent;
        try (ChatEngine chat = real(faults).build()) {
            sent = chat.room("java").send("hello").toCompletableFuture();
        }

        assertThat(sent).succeedsWithin(Duration.ofSeconds(8));
        assertThat(faults.calls("close")).isOne();
    }

    @Test
    void close_inAListenerOnTheApplicationsOnlyThread_doesNotWaitForIt() {
        FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
        ExecutorService single = Executors.newSingleThreadExecutor();
        AtomicReference<ChatEngine> engine = new AtomicReference<>();
        CompletableFuture<Boolean> endedInside = new CompletableFuture<>();
        CountDownLatch connected = new CountDownLatch(1);
        CountDownLatch disconnecting = new CountDownLatch(1);
        SocketServer server = SocketServer.create();
        server.of("/other").onConnection(socket -> {
            socket.onDisconnect(reason -> await(disconnecting));
            connected.countDown();
        });
        ChatEngine chat = real(faults)
                .server(server)
                .executor(single)
                .listener(new ChatListener() {
                    @Override
                    public void onMessage(Message message) {
                        ChatEngine closing = Objects.requireNonNull(engine.get());
                        closing.close();
                        endedInside.complete(
                                closing.shutdown().toCompletableFuture().isDone());
                    }
                })
                .build();
        engine.set(chat);
        LocalClient.connect(
                LocalTransport.of(chat), LocalClient.Settings.defaults().withNamespace("/other"));
        await(connected);

        chat.room("java").send("the last one");

        assertThat(endedInside).succeedsWithin(Duration.ofSeconds(8)).isEqualTo(false);
        disconnecting.countDown();
        assertThat(chat.shutdown()).succeedsWithin(Duration.ofSeconds(8));
        single.shutdown();
    }

    @Test
    void close_twiceAndConcurrently_closesTheStoreOnce() {
        FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
        ChatEngine chat = real(faults).build();

        List<CompletableFuture<Void>> calls = Stream.generate(
                        () -> CompletableFuture.runAsync(chat::close, run -> new Thread(run).start()))
                .limit(8)
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(Duration.ofSeconds(8)));
        chat.close();
        assertThat(faults.calls("close")).isOne();
    }

    @Test
    void close_clockThatStandsStill_beginsAndDoesNotWait() {
        try (ChatFixture chat = ChatFixture.start()) {
            Poller alice = Poller.connect(chat);

            chat.engine().close();

            assertThat(chat.engine().shutdown().toCompletableFuture()).isNotDone();
            assertThat(alice.poll()).contains("serverNotice", "\"shutdown\"");
            assertThat(chat.engine().shutdown().toCompletableFuture()).isCompleted();
        }
    }

    @Test
    void close_storeThatCannotBeClosed_throwsWhatItThrew() {
        FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());
        faults.breakDown("close", StoreException.Category.UNAVAILABLE);
        ChatEngine chat = real(faults).build();

        assertThatThrownBy(chat::close).isInstanceOf(StoreException.class);
        assertThatThrownBy(chat::close).isInstanceOf(StoreException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
