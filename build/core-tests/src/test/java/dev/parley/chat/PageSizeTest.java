package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Notification;
import dev.parley.model.User;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.transport.policy.OutboundPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No answer and no event has more attachments or bytes than clients take, and nothing is left out by that. */
@NullUnmarked
final class PageSizeTest {

    private static Content files(int count, int bytes) {
        return Content.of("x")
                .withAttachments(Collections.nCopies(count, Attachment.of("f", "n", "a/b", new byte[bytes])));
    }

    private static void assertRefused(CompletionStage<?> sent, Limit limit) {
        assertThatThrownBy(() -> sent.toCompletableFuture().join())
                .hasCauseInstanceOf(ChatException.class)
                .cause()
                .satisfies(refused -> {
                    assertThat(((ChatException) refused).code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
                    assertThat(((ChatException) refused).limit()).isEqualTo(limit);
                });
    }

    @Test
    void send_byTheApplication_asManyFilesAsClientsTakeInAPacket_oneMoreIsRefused() {
        AtomicInteger added = new AtomicInteger();
        try (ChatFixture chat = ChatFixture.start(builder -> builder.interceptor((sender, room, content) ->
                content.withAttachments(files(added.get(), 1).attachments())))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            ChatRoom room = chat.engine().room("java");

            room.send(files(10, 1)).toCompletableFuture().join();
            assertRefused(room.send(files(11, 1)), Limit.ATTACHMENTS);
            assertRefused(room.sendAs(BOB, files(11, 1), "k"), Limit.ATTACHMENTS);
            room.send(Content.of("x")
                            .withAttachments(Collections.nCopies(
                                    Content.MAX_ATTACHMENTS, Attachment.reference("/f", "n", "a/b", 1))))
                    .toCompletableFuture()
                    .join();
            added.set(10);
            alice.say("java", "with files");
            added.set(11);
            assertThat(alice.refused(ErrorCode.LIMIT_EXCEEDED, "chatMessage", "with one more"))
                    .containsEntry("limit", "attachments")
                    .containsEntry("max", 10);

            assertThat((List<?>) alice.ok("getHistory", "java").get("messages")).isNotEmpty();
        }
    }

    @Test
    void send_byTheApplication_asManyFilesAsTheLimitAllowsIfThatIsRaised() {
        ChatEngine engine = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .server(SocketServer.builder().limits(new PacketLimits(12, 128)).build())
                .limits(ChatLimits.defaults().with(Limit.ATTACHMENTS, 12))
                .build();
        ChatRoom room = engine.room("java");

        room.send(files(12, 1)).toCompletableFuture().join();
        assertRefused(room.send(files(13, 1)), Limit.ATTACHMENTS);
        engine.shutdown().toCompletableFuture().join();
    }

    @Test
    void send_byTheApplication_moreBytesThanTwoPages_isRefused() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.PAGE_BYTES, 2_000_000)))) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            ChatRoom room = chat.engine().room("java");
            int most = 4_000_000 / 4 * 3 - 16;

            assertRefused(room.send(files(1, most + 16)), Limit.PAGE_BYTES);
            room.send(files(1, most)).toCompletableFuture().join();

            alice.say("java", "still here");
        }
    }

    private static final int MOST = PacketLimits.DEFAULT_MAX_ATTACHMENTS;
    private static final long PAGE = 16_384;
    private static final User BOB = User.of("bob", "Bob");

    /** What a room is full of. */
    enum Filling {
        FILES {
            @Override
            Content content(Random random) {
                int files = random.nextInt(MOST + 1);
                return Content.of("x")
                        .withAttachments(Collections.nCopies(files, Attachment.of("f", "n", "a/b", new byte[8])));
            }
        },
        TEXTS {
            @Override
            Content content(Random random) {
                return Content.of("\u00e9".repeat(1 + random.nextInt((int) PAGE / 2)));
            }
        },
        LARGE_FILES {
            @Override
            Content content(Random random) {
                byte[] data = new byte[1 + random.nextInt(2 * (int) PAGE)];
                return Content.of("x").withAttachments(List.of(Attachment.of("f", "n", "a/b", data)));
            }
        };

        abstract Content content(Random random);
    }

    private static ChatFixture filled(Filling filling, int count, long seed) {
        ChatFixture chat = ChatFixture.start(
                builder -> builder.roomMode(RoomMode.MULTI).limits(ChatFixture.LIMITS.with(Limit.PAGE_BYTES, PAGE)));
        Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            chat.engine()
                    .room("java")
                    .sendAs(BOB, filling.content(random), null)
                    .toCompletableFuture()
                    .join();
        }
        return chat;
    }

    private static List<Long> seqs(Object entries) {
        return ChatFixture.each(entries, "seq").stream()
                .map(seq -> ((Number) seq).longValue())
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** A page that has more than one entry fits; what an entry takes is taken from its JSON, not from the code under test. */
    private static void check(TestClient client, Map<String, Object> page, String list) {
        List<?> entries = (List<?>) page.get(list);
        assertThat(entries).isNotEmpty();
        if (entries.size() > 1) {
            assertThat((long) TestClient.write(List.of(entries)).getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(PAGE);
        }
        assertThat(client.mostAttachments()).isLessThanOrEqualTo(MOST);
    }

    @ParameterizedTest
    @EnumSource
    void history_pagesInEveryDirection_fitAndAreComplete(Filling filling) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (ChatFixture chat = filled(filling, 60, seed)) {
            TestClient alice = chat.connect("alice");
            alice.join("java");
            Map<String, Object> page = alice.events("chatHistory").get(0).data();
            check(alice, page, "messages");
            List<Long> found = new ArrayList<>(seqs(page.get("messages")));
            assertThat(found.get(found.size() - 1)).isEqualTo(60);
            while (page.get("hasBefore").equals(true)) {
                page = alice.ok("getHistory", fields("room", "java", "before", found.get(0)));
                check(alice, page, "messages");
                found.addAll(0, seqs(page.get("messages")));
            }
            assertThat(found).isEqualTo(upTo(60));

            found.clear();
            do {
                long after = found.isEmpty() ? 0 : found.get(found.size() - 1);
                page = alice.ok("getHistory", fields("room", "java", "after", after));
                check(alice, page, "messages");
                found.addAll(seqs(page.get("messages")));
            } while (page.get("hasAfter").equals(true));
            assertThat(found).isEqualTo(upTo(60));

            for (long seq = 1; seq <= 60; seq += 7) {
                page = alice.ok("getHistory", fields("room", "java", "around", seq));
                check(alice, page, "messages");
                List<Long> around = seqs(page.get("messages"));
                assertThat(around)
                        .contains(seq)
                        .isEqualTo(upTo(60).subList(
                                        around.get(0).intValue() - 1,
                                        around.get(around.size() - 1).intValue()));
                assertThat(page).containsEntry("hasBefore", around.get(0) > 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void changes_pages_fitAndAreComplete(Filling filling) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        try (ChatFixture chat = filled(filling, 60, seed)) {
            TestClient alice = chat.connect("alice");
            Object epoch = alice.join("java").get("epoch");
            List<Long> found = new ArrayList<>();
            Map<String, Object> page;
            do {
                long after = found.isEmpty() ? 0 : found.get(found.size() - 1);
                page = alice.ok("syncRoom", fields("room", "java", "epoch", epoch, "after", after));
                check(alice, page, "changes");
                found.addAll(seqs(page.get("changes")));
            } while (page.get("more").equals(true));
            assertThat(found).isEqualTo(upTo(60));

            for (long since = 0; since < 60; since++) {
                TestClient back = chat.connect("carl" + since);
                back.ok("joinRoom", fields("room", "java", "since", fields("epoch", epoch, "seq", since)));
                List<Long> caught = new ArrayList<>();
                for (TestClient.Received event : back.events("roomChanges")) {
                    check(back, event.data(), "changes");
                    caught.addAll(seqs(event.get("changes")));
                    assertThat(((Number) event.get("head")).longValue()).isEqualTo(caught.get(caught.size() - 1));
                }
                if (caught.isEmpty()) {
                    assertThat(back.events("roomReset").get(0).data()).containsEntry("reason", "gap");
                    check(back, back.events("chatHistory").get(0).data(), "messages");
                } else {
                    assertThat(caught).isEqualTo(upTo(60).subList((int) since, 60));
                }
                back.drop();
            }
        }
    }

    /** Found by a guest: one message with ten files and one with one, and nobody could enter any more. */
    @Test
    void joinRoom_elevenFilesInTwoMessages_hasTheLastMessageOnly() {
        try (ChatFixture chat = ChatFixture.start()) {
            Attachment file = Attachment.of("f", "n", "a/b", new byte[1]);
            for (int files : new int[] {10, 1}) {
                Content content = Content.of("x").withAttachments(Collections.nCopies(files, file));
                chat.engine()
                        .room("java")
                        .sendAs(BOB, content, null)
                        .toCompletableFuture()
                        .join();
            }
            TestClient alice = chat.connect("alice");
            alice.join("java");

            assertThat(alice.events("chatHistory").get(0).data()).containsEntry("hasBefore", true);
            assertThat(seqs(alice.events("chatHistory").get(0).get("messages"))).containsExactly(2L);
            assertThat(alice.mostAttachments()).isEqualTo(1);
            assertThat(seqs(alice.ok("getHistory", fields("room", "java", "before", 2))
                            .get("messages")))
                    .containsExactly(1L);
        }
    }

    @Test
    void getConversations_pages_fitAndAreComplete() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.PAGE_BYTES, PAGE)))) {
            User alice = User.of("alice", "Alice");
            for (int i = 0; i < 40; i++) {
                chat.engine()
                        .user("alice")
                        .send(User.of("u" + i, "User " + i), "x".repeat(i % 10 * 300 + 1))
                        .toCompletableFuture()
                        .join();
                chat.advance(Duration.ofMillis(i % 3));
            }
            TestClient client = chat.connect(alice.id().value());
            List<Object> found = new ArrayList<>();
            Map<String, Object> page = client.ok("getConversations", fields("limit", 15));
            found.addAll(ChatFixture.each(page.get("conversations"), "room"));
            int pages = 1;
            while (page.get("next") != null) {
                page = client.ok("getConversations", fields("limit", 15, "after", page.get("next")));
                check(client, page, "conversations");
                found.addAll(ChatFixture.each(page.get("conversations"), "room"));
                pages++;
            }
            assertThat(found).hasSize(40).doesNotHaveDuplicates();
            assertThat(pages).isGreaterThan(3);
            assertThat(client.ok("getConversations", fields("limit", 40)).get("next"))
                    .isNotNull();
            client.refused(ErrorCode.BAD_REQUEST, "getConversations", fields("after", fields("room", "dm:1+2")));
            client.refused(
                    ErrorCode.BAD_REQUEST, "getConversations", fields("after", fields("at", "noon", "room", "dm:1+2")));
            client.refused(ErrorCode.BAD_REQUEST, "getConversations", fields("after", 5));
        }
    }

    @Test
    void getNotifications_pages_fitAndAreComplete() {
        try (ChatFixture chat =
                ChatFixture.start(builder -> builder.limits(ChatFixture.LIMITS.with(Limit.PAGE_BYTES, PAGE)))) {
            for (int i = 0; i < 30; i++) {
                Notification one = Notification.of("kind", "x".repeat(1 + i * 50));
                chat.engine().user("alice").notify(one).toCompletableFuture().join();
            }
            TestClient alice = chat.connect("alice");
            List<Long> found = new ArrayList<>();
            Map<String, Object> page = alice.ok("getNotifications");
            found.addAll(seqs(page.get("notifications")));
            assertThat(page).containsEntry("hasMore", true);
            while (page.get("hasMore").equals(true)) {
                page = alice.ok("getNotifications", fields("before", found.get(found.size() - 1)));
                check(alice, page, "notifications");
                found.addAll(seqs(page.get("notifications")));
            }
            assertThat(found).hasSize(30).doesNotHaveDuplicates();
        }
    }

    @Test
    void page_atTheBound_fitsAndOneMoreDoesNot() {
        PageSize three = new PageSize(1_000_000, 3, 1_000_000);
        List<byte[]> files = IntStream.range(0, 8).mapToObj(i -> new byte[1]).toList();
        assertThat(three.first(files)).hasSize(3);
        assertThat(three.last(files)).hasSize(3);
        assertThat(three.around(files, 4)).isEqualTo(files.subList(3, 6));
        assertThat(three.pages(files).stream().map(List::size)).containsExactly(3, 3, 2);
        assertThat(three.first(List.of(files, files))).hasSize(1);
        assertThat(three.first(List.of())).isEmpty();
        assertThat(three.pages(List.of())).containsExactly(List.of());

        List<String> texts = Collections.nCopies(4, "x".repeat(96));
        assertThat(new PageSize(200, 0, 0).first(texts)).hasSize(2);
        assertThat(new PageSize(199, 0, 0).first(texts)).hasSize(1);
        assertThat(new PageSize(134, 0, 0).pages(texts)).hasSize(4);
        assertThat(new PageSize(133, 0, 0).pages(texts)).isEmpty();
    }

    private static void build(UnaryOperator<ChatLimits> limits, UnaryOperator<SocketServerBuilder> server) {
        ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .limits(limits.apply(ChatLimits.defaults()))
                .server(server.apply(SocketServer.builder()).build())
                .build()
                .close();
    }

    private static OutboundLimits queue(int maxMessages, long maxBytes) {
        return new OutboundLimits(maxMessages, maxBytes, OutboundPolicy.close());
    }

    @Test
    void limits_beyondWhatServerAndClientsPass_areRefusedWhenBuilt() {
        assertThatNoException().isThrownBy(() -> build(limits -> limits, server -> server));
        assertThatNoException().isThrownBy(() -> build(limits -> limits.with(Limit.ATTACHMENTS, 10), server -> server));
        assertThatIllegalStateException()
                .isThrownBy(() -> build(limits -> limits.with(Limit.ATTACHMENTS, 11), server -> server))
                .withMessageContaining("attachments is 11")
                .withMessageContaining("SocketServerBuilder.limits");
        assertThatNoException()
                .isThrownBy(() -> build(
                        limits -> limits.with(Limit.ATTACHMENTS, 11),
                        server -> server.limits(new PacketLimits(11, PacketLimits.DEFAULT_MAX_DEPTH))));

        long most = (1_000_000 - 16_384 - 2 * 16_384) / 4 * 3;
        assertThatNoException()
                .isThrownBy(() -> build(limits -> limits.with(Limit.ATTACHMENT_BYTES, most), server -> server));
        assertThatIllegalStateException()
                .isThrownBy(() -> build(limits -> limits.with(Limit.ATTACHMENT_BYTES, most + 1), server -> server))
                .withMessageContaining("maxPayload");
        assertThatIllegalStateException()
                .isThrownBy(() -> build(
                        limits -> limits.with(Limit.ATTACHMENT_BYTES, 2_000_000),
                        server -> server.engine(
                                engine -> engine.maxPayload(4_000_000).outbound(queue(8_192, 4 << 20)))))
                .withMessageContaining("outbound");
        assertThatNoException()
                .isThrownBy(() -> build(
                        limits -> limits.with(Limit.ATTACHMENT_BYTES, 2_000_000),
                        server -> server.engine(
                                engine -> engine.maxPayload(4_000_000).outbound(queue(8_192, 8 << 20)))));
        assertThatIllegalStateException()
                .isThrownBy(() -> build(
                        limits -> limits.with(Limit.PAGE_BYTES, (1 << 20) + 1),
                        server -> server.engine(engine -> engine.outbound(queue(8_192, 4 << 20)))))
                .withMessageContaining("pageBytes");
        assertThatNoException()
                .isThrownBy(() -> build(
                        limits -> limits, server -> server.engine(engine -> engine.outbound(queue(10, 100_000)))));
        assertThat(PacketFit.check(
                                ChatLimits.defaults(),
                                SocketServer.builder()
                                        .engine(engine -> engine.outbound(queue(10, 100_000)))
                                        .build())
                        .get(Limit.PAGE_BYTES))
                .isEqualTo(25_000);
    }
}
