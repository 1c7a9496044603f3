package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.room.ListenerQueue;
import dev.parley.model.Entry;
import dev.parley.model.InboxItem;
import dev.parley.model.Message;
import dev.parley.model.Notification;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.socketio.event.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What the application is notified of. */
@NullUnmarked
final class ListenersTest {

    /** Writes down every call. */
    private static final class Diary implements ChatListener {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onConnect(User user, String socketId) {
            lines.add("connect " + user.name() + " " + socketId);
        }

        @Override
        public void onDisconnect(User user, String socketId, String reason) {
            lines.add("disconnect " + user.name() + " " + socketId + " " + reason);
        }

        @Override
        public void onJoin(RoomName room, User user) {
            lines.add("join " + room.value() + " " + user.name());
        }

        @Override
        public void onLeave(RoomName room, User user, LeaveReason reason) {
            lines.add("leave " + room.value() + " " + user.name() + " " + reason);
        }

        @Override
        public void onMessage(Message message) {
            lines.add("message " + message.text());
        }

        @Override
        public void onChange(Entry change) {
            lines.add("change " + change.kind());
        }

        @Override
        public void onNotification(InboxItem item) {
            lines.add("notification " + item.notification().type());
        }

        @Override
        public void onModeration(Moderation moderation) {
            lines.add("moderation " + moderation.action());
        }

        @Override
        public void onRoomOpened(RoomName room) {
            lines.add("opened " + room.value());
        }

        @Override
        public void onRoomClosed(RoomName room) {
            lines.add("closed " + room.value());
        }
    }

    @Test
    @Row({"000-02", "001-11", "002-02", "003-06", "003-17"})
    void listener_ofAWholeVisit_isToldInOrder() {
        Diary diary = new Diary();
        ChatListener broken = new ChatListener() {
            @Override
            public void onJoin(RoomName room, User user) {
                throw new IllegalStateException("a listener that fails");
            }
        };
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.listener(broken).listener(diary))) {
            TestClient alice = chat.connectAs("alice:Alice:admin");
            String id = alice.id();
            alice.join("java");
            Object message = alice.say("java", "hi").get("id");
            alice.ok("reactMessage", Map.of("id", message, "emoji", "👍"));
            alice.ok("moderate", Map.of("room", "java", "action", "freeze"));
            chat.engine().user("alice").notify(Notification.of("news", "x"));
            alice.leave();
            assertThat(diary.lines)
                    .containsExactly(
                            "connect Alice " + id,
                            "opened java",
                            "join java Alice",
                            "message hi",
                            "change REACTION",
                            "moderation FREEZE",
                            "notification news",
                            "leave java Alice DISCONNECTED",
                            "closed java",
                            "disconnect Alice " + id + " client namespace disconnect");
        }
    }

    @Test
    @Row("003-16")
    void disconnect_roomsOfTheSocket_areThereBeforeAndGoneAfter() {
        try (ChatFixture chat = ChatFixture.start()) {
            List<Set<String>> rooms = new ArrayList<>();
            chat.engine().server().onConnection(socket -> {
                socket.onDisconnecting(reason -> rooms.add(Set.copyOf(socket.rooms())));
                socket.onDisconnect(reason -> rooms.add(Set.copyOf(socket.rooms())));
            });
            TestClient alice = chat.connect("alice");
            alice.join("java");
            alice.drop();
            assertThat(rooms.get(0)).contains("room:java", "user:alice", alice.id());
            assertThat(rooms.get(1)).isEmpty();
        }
    }

    /** On a server of the application too, which leaves clients of its own namespaces waiting. */
    @Test
    void event_thatNobodyAnswers_isAnsweredNegatively_inEveryNamespaceOfTheEngine() {
        try (ChatFixture chat = ChatFixture.start()) {
            chat.engine().server().onConnection(socket -> socket.on("silent", event -> event.ack()));
            chat.engine().namespace("/admin", user -> true);
            chat.engine().server().of("/own");
            Map<String, Object> token = Map.of("token", "alice:Alice", "profile", "canonical");
            TestClient alice = chat.connect("alice");
            TestClient own = chat.client("/own", Map.of()).await();

            assertThat(alice.ask("makeCoffee").join()).containsEntry("code", "UNKNOWN_EVENT");
            for (String namespace : List.of("/admin", "/notifications")) {
                assertThat(chat.client(namespace, token).await().ask("makeCoffee"))
                        .isCompletedWithValueMatching(answer -> "UNKNOWN_EVENT".equals(answer.get("code")));
            }
            var waiting = alice.ask("silent");
            var never = own.ask("makeCoffee");
            chat.advance(Duration.ofSeconds(59));
            assertThat(waiting).isNotDone();
            chat.advance(Duration.ofSeconds(1));
            assertThat(waiting.join()).containsEntry("code", "NO_ANSWER");
            assertThat(never).isNotDone();
        }
    }

    @Test
    @Row({"003-15", "003-17"})
    void roomEvents_ofTheApplicationsRooms_haveNoInternalNames() {
        Authorizer all = new Authorizer() {
            @Override
            public boolean maySubscribe(User user, String entity) {
                return true;
            }
        };
        try (ChatFixture chat = ChatFixture.start(
                builder -> builder.authorizer(all).guests(true).compatibility(true))) {
            List<String> events = new ArrayList<>();
            Subscription listening = chat.engine()
                    .onRoomEvent(
                            event -> events.add(event.kind().text() + " " + event.room() + " " + event.socketId()));
            chat.engine().server().onConnection(socket -> socket.join("lobby"));
            TestClient alice = chat.connect("alice");
            TestClient old = chat.client(Map.of()).await();
            alice.join("java");
            alice.ok("subscribe", Map.of("entity", "project:17"));
            old.emit("subscribe", Map.of("entity", "project:17"));
            alice.ok("unsubscribe", Map.of("entity", "project:17"));
            old.drop();
            alice.leave();
            listening.cancel();
            chat.connect("bob");

            // One connection leaves its rooms in no order.
            assertThat(events)
                    .filteredOn(event -> event.contains(" lobby "))
                    .containsExactly(
                            "create-room lobby null",
                            "join-room lobby " + alice.id(),
                            "join-room lobby " + old.id(),
                            "leave-room lobby " + old.id(),
                            "leave-room lobby " + alice.id(),
                            "delete-room lobby null");
            assertThat(events)
                    .filteredOn(event -> !event.contains(" lobby "))
                    .containsExactly(
                            "create-room project:17 null",
                            "join-room project:17 " + alice.id(),
                            "join-room project:17 " + old.id(),
                            "leave-room project:17 " + alice.id(),
                            "leave-room project:17 " + old.id(),
                            "delete-room project:17 null");
        }
    }

    @Test
    void publish_moreThanMayWait_dropsTheNewest() {
        Queue<Runnable> later = new ArrayDeque<>();
        List<Integer> called = new ArrayList<>();
        ListenerQueue listeners = new ListenerQueue(List.of(new ChatListener() {}), later::add);
        for (int i = 0; i < ChatListener.MAX_WAITING + 1; i++) {
            int number = i;
            listeners.publish(listener -> called.add(number));
        }
        while (!later.isEmpty()) {
            later.remove().run();
        }
        assertThat(called).hasSize(ChatListener.MAX_WAITING).last().isEqualTo(ChatListener.MAX_WAITING - 1);
    }
}
