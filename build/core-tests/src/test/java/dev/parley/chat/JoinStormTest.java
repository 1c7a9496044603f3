package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.store.StoreSamples;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Many clients join one room within moments. */
@NullUnmarked
final class JoinStormTest {

    private static final RoomName JAVA = RoomName.of("java");
    private static final Set<String> NO_READS = Set.of("append", "mark", "durability", "health", "close");
    private static final List<String> READS = Arrays.stream(MessageStore.class.getMethods())
            .map(Method::getName)
            .distinct()
            .filter(name -> !NO_READS.contains(name))
            .toList();

    private static int reads(ChatFixture chat) {
        return READS.stream().mapToInt(chat.faults()::calls).sum();
    }

    /** A chat in which those who join are told of nobody, so that what is measured is the store. */
    private static ChatFixture quiet() {
        return ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS
                .with(Limit.ROOM_USERS_SHOWN, 1)
                .with(Limit.ROOM_USERS_COALESCED_FROM, 1)
                .with(Limit.NOTICE_USERS, 0)));
    }

    private static void write(ChatFixture chat, int messages) {
        StoreSamples.fill(chat.faults().store(), JAVA, "m", messages);
    }

    /** A client whose events are not compared with the contract: that costs more than everything else here. */
    private static TestClient plain(ChatFixture chat, String id) {
        return chat.client(Map.of("token", id + ":User " + id)).await();
    }

    private static List<TestClient> connect(ChatFixture chat, int clients) {
        return LongStream.range(0, clients).mapToObj(i -> plain(chat, "u" + i)).toList();
    }

    @Test
    void joins_twoThousandOfOneRoom_readTheStoreAtMostTenTimes() {
        assertThat(readsOfJoins(2_000, 20)).isLessThanOrEqualTo(10);
    }

    /** As many as make no difference to a room with a short log. */
    @Test
    void joins_ofARoomOfWhichOnlyTheEndIsSent_readTheStoreAtMostTenTimes() {
        assertThat(readsOfJoins(100, 1_500)).isLessThanOrEqualTo(10);
    }

    private static int readsOfJoins(int clients, int messages) {
        try (ChatFixture chat = quiet()) {
            write(chat, messages);
            List<TestClient> joining = connect(chat, clients);
            int before = reads(chat);
            for (TestClient client : joining) {
                Map<String, Object> answer = client.join("java");
                assertThat(answer)
                        .containsEntry("head", messages)
                        .containsEntry("readUpTo", 0)
                        .containsEntry("unread", Math.min(messages, 1_000));
                TestClient.Received history = client.events("chatHistory").get(0);
                assertThat((List<?>) history.get("messages")).hasSize(20);
                assertThat(history.get("hasBefore")).isEqualTo(messages > 20);
            }
            return reads(chat) - before;
        }
    }

    /** As after a failure of the network: everybody has markers, and everything up to the end. */
    @Test
    void joins_ofClientsThatReturn_readTheStoreAtMostTenTimes() {
        try (ChatFixture chat = quiet()) {
            write(chat, 1_500);
            List<TestClient> clients = connect(chat, 100);
            for (int i = 0; i < clients.size(); i++) {
                chat.faults().store().mark(new ReadMarker(JAVA, UserId.of("u" + i), 1_000 + i, Instant.EPOCH));
            }
            String epoch = chat.faults().store().head(JAVA).epoch();
            int before = reads(chat);
            for (int i = 0; i < clients.size(); i++) {
                TestClient client = clients.get(i);
                Map<String, Object> since = fields("epoch", epoch, "seq", 1_500);
                assertThat(client.ok("joinRoom", fields("room", "java", "since", since)))
                        .containsEntry("readUpTo", 1_000 + i)
                        .containsEntry("unread", 500 - i);
                assertThat((List<?>) client.events("roomChanges").get(0).get("changes"))
                        .isEmpty();
            }
            assertThat(reads(chat) - before).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void joins_moreThanTheFreshnessApart_readWhatToolsHaveDoneMeanwhile() {
        try (ChatFixture chat = ChatFixture.start()) {
            write(chat, 30);
            List<TestClient> clients = connect(chat, 5);
            clients.subList(0, 4).forEach(client -> client.join("java"));
            chat.faults().store().purge(JAVA, 25);
            chat.faults().store().mark(new ReadMarker(JAVA, UserId.of("u4"), 28, Instant.EPOCH));
            chat.advance(RoomTails.FRESH);
            assertThat(clients.get(4).join("java"))
                    .containsEntry("readUpTo", 28)
                    .containsEntry("unread", 2);
            TestClient.Received history = clients.get(4).events("chatHistory").get(0);
            assertThat(ChatFixture.each(history.get("messages"), "seq")).isEqualTo(List.of(26, 27, 28, 29, 30));
            assertThat(history.get("hasBefore")).isEqualTo(false);
        }
    }

    /** What the engine itself removes is gone for who joins the moment afterwards. */
    @Test
    void joins_afterPurgeClearAndErasure_getNothingOfIt() {
        try (ChatFixture chat = ChatFixture.multi()) {
            List<TestClient> clients = connect(chat, 6);
            TestClient writer = clients.get(5);
            writer.join("java");
            LongStream.range(0, 30).forEach(i -> writer.say("java", "m" + i));
            clients.get(0).join("java");
            chat.engine().room("java").purge(10).toCompletableFuture().join();
            clients.get(1).join("java");
            assertThat(history(clients.get(1))).hasSize(10);

            chat.engine().erase("u5").toCompletableFuture().join();
            clients.get(2).join("java");
            assertThat(ChatFixture.each(last(clients.get(2)).get("messages"), "deleted"))
                    .containsOnly(true)
                    .hasSize(10);

            chat.engine().room("java").clear().toCompletableFuture().join();
            assertThat(clients.get(3).join("java")).containsEntry("head", 0).containsEntry("unread", 0);
            assertThat(history(clients.get(3))).isEmpty();
        }
    }

    @Test
    void joins_afterTheUserHasReadElsewhere_countFromThere() {
        try (ChatFixture chat = ChatFixture.multi()) {
            List<TestClient> clients = connect(chat, 5);
            TestClient writer = clients.get(0);
            writer.join("java");
            LongStream.range(0, 8).forEach(i -> writer.say("java", "m" + i));
            clients.forEach(client -> client.join("java"));
            assertThat(clients.get(4).ok("markRead", fields("room", "java", "seq", 5)))
                    .containsEntry("unread", 3);
            int markers = chat.faults().calls("markersIn");
            TestClient laptop = plain(chat, "u4");
            assertThat(laptop.join("java")).containsEntry("readUpTo", 5).containsEntry("unread", 3);
            assertThat(chat.faults().calls("markersIn")).as("from memory").isEqualTo(markers);
        }
    }

    /** The store fails for the one who reads; whoever waits reads for himself. */
    @Test
    void joins_whoseReadingFails_areRefusedAloneAndTheNextReadAgain() {
        try (ChatFixture chat = ChatFixture.start()) {
            write(chat, 3);
            List<TestClient> clients = connect(chat, 2);
            chat.faults().failNext("messages", StoreException.Category.UNAVAILABLE);
            clients.get(0).refused(ErrorCode.STORE_UNAVAILABLE, "joinRoom", "java");
            assertThat(clients.get(1).join("java")).containsEntry("head", 3);
        }
    }

    @Test
    void joins_whileOthersWrite_getEverythingOnceAndInOrder() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(RoomMode.MULTI)
                        .limits(ChatFixture.LIMITS.with(Limit.NOTICE_USERS, 0).with(Limit.ROOM_USERS_SHOWN, 1)),
                threads,
                new StoreThreads(threads, threads))) {
            TestClient writer = plain(chat, "writer");
            writer.join("java");
            List<TestClient> joiners = connect(chat, 30);
            List<CompletableFuture<Map<String, Object>>> sent = new ArrayList<>();
            List<CompletableFuture<Map<String, Object>>> joins = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                sent.add(writer.ask("chatMessage", fields("room", "java", "text", "m" + i)));
                if (i % 4 == 0) {
                    joins.add(joiners.get(i / 4).ask("joinRoom", fields("room", "java", "history", 10)));
                }
            }
            Stream.concat(sent.stream(), joins.stream())
                    .forEach(answer -> assertThat(TestClient.answer(answer)).containsEntry("ok", true));
            for (int i = 0; i < joiners.size(); i++) {
                TestClient joiner = joiners.get(i);
                int head = (Integer) joins.get(i).join().get("head");
                List<Object> wanted = LongStream.rangeClosed(Math.max(1, head - 9), 120)
                        .<Object>mapToObj(seq -> (int) seq)
                        .toList();
                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(received(joiner)).isEqualTo(wanted));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static List<Object> received(TestClient client) {
        return Stream.concat(
                        ChatFixture.each(last(client).get("messages"), "seq").stream(),
                        client.events("message").stream().map(event -> event.get("seq")))
                .toList();
    }

    private static TestClient.Received last(TestClient client) {
        List<TestClient.Received> all = client.events("chatHistory");
        return all.get(all.size() - 1);
    }

    private static List<?> history(TestClient client) {
        return (List<?>) last(client).get("messages");
    }
}
