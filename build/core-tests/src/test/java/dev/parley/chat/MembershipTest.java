package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.session.MembershipSweep;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is in rooms and online: nobody without a connection that was let in, and no more than the limits allow. */
@NullUnmarked
final class MembershipTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static List<String> members(ChatFixture chat, String room) {
        return chat.engine().room(room).users().stream().map(User::name).toList();
    }

    private static int swept(ChatFixture chat) {
        // Longer than the grace time and the margin, shorter than a ping may be without its answer: that comes on
        // another thread.
        chat.advance(Duration.ofSeconds(40));
        return chat.engine().assembly().sweep().sweep();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"joinRoom", "chatMessage", "privateMessage", "typing", "setStatus", "subscribe", "markRead"})
    void commands_ofARefusedConnection_haveNoEffect(String command) {
        ChatLimits limits = ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 1);
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits))) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            TestClient first = chat.connect("alice");
            bob.clear();
            Map<String, Object> payload =
                    fields("room", "java", "text", "boo", "to", "bob", "status", "busy", "entity", "e", "seq", 1);
            TestClient second = chat.client(
                    Map.of("token", "alice:Alice", "profile", "canonical"), client -> client.emit(command, payload));
            assertThat(second.events("serverNotice"))
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.get("code")).isEqualTo("TOO_MANY_CONNECTIONS"));
            assertThat(second.isClosed()).isTrue();
            assertThat(first.isClosed()).isFalse();
            assertThat(members(chat, "java")).containsExactly("Bob");
            assertThat(bob.all()).isEmpty();
            assertThat(chat.engine().connections()).isEqualTo(2);
            assertThat(swept(chat)).isZero();
        }
    }

    private boolean deferred;

    private void run(Runnable task, List<Runnable> later) {
        if (deferred) {
            later.add(task);
        } else {
            task.run();
        }
    }

    @Test
    void connections_refusedByTheThousand_leaveNoRoomBehind() {
        ChatLimits limits =
                ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 20).with(Limit.ROOMS, 1_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.guests(true)
                        .roomMode(RoomMode.MULTI)
                        .limits(limits)
                        .rooms(RoomDefinition.open("java")),
                threads,
                new StoreThreads(threads, threads))) {
            Map<String, Object> guest = Map.of("guestKey", "one-and-the-same-guest", "profile", "canonical");
            List<TestClient> kept = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                kept.add(chat.client(guest).await());
            }
            await().atMost(SOON).until(() -> chat.engine().connections() == 20);
            for (int i = 0; i < 10_500; i++) {
                int number = i;
                chat.client(guest, client -> {
                            for (int room = 0; room < 3; room++) {
                                client.emit("joinRoom", "room " + number + " " + room);
                            }
                        })
                        .drop();
            }
            assertThat(chat.engine().liveRooms()).isZero();
            kept.forEach(TestClient::drop);
            await().atMost(SOON).untilAsserted(() -> {
                chat.advance(Duration.ofSeconds(5));
                assertThat(chat.engine().liveRooms()).isZero();
                assertThat(chat.engine().onlineUsers()).isZero();
            });
            chat.connect("alice").join("java");
        } finally {
            threads.shutdown();
        }
    }

    /** What a command of a connection does that ends while its store call is under way. */
    private static void cutDuring(String hanging, Consumer<TestClient> command, Consumer<ChatFixture> check) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(RoomMode.MULTI), Runnable::run, new StoreThreads(threads, threads))) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            bob.say("java", "one");
            TestClient alice = chat.connect("alice");
            alice.join("java");
            bob.clear();
            chat.faults().hang(hanging);
            command.accept(alice);
            await().atMost(SOON).until(() -> chat.faults().hanging() > 0);
            alice.leave();
            chat.faults().recover();
            await().atMost(SOON).until(() -> chat.faults().hanging() == 0);
            bob.ok("getHistory", fields("room", "java"));
            assertThat(members(chat, "java")).containsExactly("Bob");
            assertThat(swept(chat)).isZero();
            check.accept(chat);
            assertThat(bob.events("message")).isEmpty();
            assertThat(bob.events("receipt")).isEmpty();
            assertThat(bob.events("typing")).isEmpty();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void joinRoom_connectionCutMeanwhile_joinsNothing() {
        cutDuring(
                "head",
                alice -> alice.emit("joinRoom", "python"),
                chat -> assertThat(chat.engine().liveRooms()).isEqualTo(1));
    }

    @Test
    void chatMessage_connectionCutBeforeItIsStored_isNotStored() {
        cutDuring(
                "message",
                alice -> alice.emit("chatMessage", fields("room", "java", "text", "late", "replyTo", "01ABC")),
                chat -> {});
        cutDuring(
                "putRecord",
                alice -> alice.emit("privateMessage", fields("to", "bob", "text", "late")),
                chat -> assertThat(chat.connect("bob").ok("getConversations").get("conversations"))
                        .isEqualTo(List.of()));
    }

    @Test
    void markRead_connectionCutMeanwhile_movesNothing() {
        cutDuring(
                "head",
                alice -> alice.emit("markRead", fields("room", "java", "seq", 1)),
                chat -> assertThat(chat.connect("alice").join("java")).containsEntry("readUpTo", 0));
    }

    @Test
    void disconnect_byTheApplication_countsAtOnce() {
        List<Runnable> later = new ArrayList<>();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder, task -> run(task, later), new StoreThreads(Runnable::run, Runnable::run))) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            TestClient alice = chat.connect("alice");
            alice.join("java");
            deferred = true;
            alice.emit("chatMessage", "behind my back");
            chat.engine().user("alice").disconnect("out");
            assertThat(members(chat, "java")).containsExactly("Bob");
            deferred = false;
            while (!later.isEmpty()) {
                later.remove(0).run();
            }
            assertThat(bob.texts()).isEmpty();
            assertThat(alice.isClosed()).isTrue();
            assertThat(chat.engine().user("alice").isConnected()).isFalse();
        }
    }

    @Test
    void disconnect_byTheApplication_endsTheUsersSocketsInOtherNamespacesToo() {
        try (ChatFixture chat = ChatFixture.start()) {
            chat.engine().namespace("/admin", user -> true);
            Map<String, Object> auth = Map.of("token", "alice:Alice");
            TestClient notifications = chat.client("/notifications", auth).await();
            TestClient admin = chat.client("/admin", auth).await();
            TestClient other = chat.client("/admin", Map.of("token", "bob:Bob")).await();
            chat.engine().user("alice").disconnect("out");
            assertThat(notifications.isClosed()).isTrue();
            assertThat(admin.isClosed()).isTrue();
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void rooms_ofOneUserOverAllConnections_areBoundedWithThoseUnderWay() {
        ChatLimits limits =
                ChatFixture.LIMITS.with(Limit.ROOMS_PER_USER, 3).with(Limit.PRESENCE_GRACE, Duration.ofSeconds(5));
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(RoomMode.MULTI).limits(limits),
                Runnable::run,
                new StoreThreads(threads, threads))) {
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            phone.join("a");
            laptop.join("a");
            laptop.join("b");
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> third = phone.ask("joinRoom", "c");
            await().atMost(SOON).until(() -> chat.faults().hanging() > 0);
            assertThat(laptop.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "d"))
                    .containsEntry("limit", "roomsPerUser")
                    .containsEntry("max", 3);
            chat.faults().recover();
            assertThat(TestClient.answer(third)).containsEntry("ok", true);
            phone.join("b");
            laptop.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "d");
            phone.drop();
            TestClient again = chat.connect("alice");
            again.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "d");
            chat.advance(Duration.ofSeconds(5));
            again.join("d");
            assertThat(chat.engine().user("alice").rooms()).hasSize(3);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void rooms_exclusiveModeAtTheUsersBound_canStillBeChanged() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.ROOMS_PER_USER, 1)))) {
            TestClient alice = chat.connect("alice");
            alice.join("a");
            alice.join("b");
            assertThat(members(chat, "a")).isEmpty();
            assertThat(members(chat, "b")).containsExactly("Alice");
        }
    }

    @Test
    void rooms_predefined_areAdmittedBeyondTheServersBound() {
        ChatLimits limits = ChatFixture.LIMITS.with(Limit.ROOMS, 2);
        try (ChatFixture chat = ChatFixture.start(builder -> builder.limits(limits)
                .roomMode(RoomMode.MULTI)
                .rooms(RoomDefinition.open("java"), RoomDefinition.open("go")))) {
            TestClient alice = chat.connect("alice");
            alice.join("a");
            alice.join("java");
            alice.join("b");
            assertThat(alice.refused(ErrorCode.TOO_MANY_ROOMS, "joinRoom", "c")).containsEntry("limit", "rooms");
            alice.join("go");
            alice.ok("leaveRoom", "a");
            alice.join("c");
        }
    }

    @Test
    void users_onTheWayIntoAFullRoom_areCounted() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.limits(ChatFixture.LIMITS.with(Limit.USERS_PER_ROOM, 2)),
                Runnable::run,
                new StoreThreads(threads, threads))) {
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            TestClient carol = chat.connect("carol");
            alice.join("java");
            chat.advance(RoomTails.FRESH);
            chat.faults().hang("head");
            CompletableFuture<Map<String, Object>> second = bob.ask("joinRoom", "java");
            await().atMost(SOON).until(() -> chat.faults().hanging() > 0);
            carol.refused(ErrorCode.ROOM_FULL, "joinRoom", "java");
            chat.faults().recover();
            assertThat(TestClient.answer(second)).containsEntry("ok", true);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void user_whoseOtherDeviceSaysGoodbyeDuringTheGrace_isKept() {
        try (ChatFixture chat = ChatFixture.multi()) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            TestClient phone = chat.connect("alice");
            TestClient laptop = chat.connect("alice");
            phone.join("java");
            phone.drop();
            laptop.leave();
            assertThat(chat.engine().user("alice").isConnected()).isTrue();
            TestClient again = chat.connect("alice");
            again.join("java");
            again.ok("setStatus", fields("status", "busy"));
            assertThat(bob.events("presence")).isNotEmpty();
            assertThat(bob.events("userLeft")).isEmpty();
            again.leave();
            assertThat(chat.engine().user("alice").isConnected()).isFalse();
        }
    }

    @Test
    void sweep_membersAndUsersWithoutConnection_areTakenOut() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient bob = chat.connect("bob");
            bob.join("java");
            TestClient alice = chat.connect("alice");
            alice.join("java");
            EngineAssembly assembly = chat.engine().assembly();
            ChatConnection lost = assembly.context()
                    .people()
                    .find(UserId.of("alice"))
                    .connections()
                    .get(0);
            // A defect: the connection ends and nobody clears away what it leaves behind.
            lost.end(null, chat.clock().nanoTime());
            chat.advance(Duration.ofSeconds(10));
            assertThat(assembly.sweep().sweep()).as("it may still be under way").isZero();
            chat.advance(Duration.ofMillis(1));
            assertThat(assembly.sweep().sweep()).isEqualTo(2);
            assertThat(members(chat, "java")).containsExactly("Bob");
            assertThat(bob.events("userLeft")).hasSize(1);
            assertThat(chat.engine().user("alice").isConnected()).isFalse();
            assertThat(assembly.sweep().sweep()).isZero();
        }
    }

    @Test
    void sweep_eachMinute_runsByItselfUntilTheEngineIsClosed() {
        ChatFixture chat = ChatFixture.start();
        TestClient alice = chat.connect("alice");
        alice.join("java");
        chat.engine()
                .assembly()
                .context()
                .people()
                .find(UserId.of("alice"))
                .connections()
                .get(0)
                .end(null, 0);
        chat.advance(MembershipSweep.INTERVAL);
        assertThat(chat.engine().liveRooms()).isZero();
        chat.close();
        assertThat(chat.clock().pending()).isZero();
    }
}
