package dev.parley.engineio.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.WireForm;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.policy.OutboundPolicy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class OutboxTest {

    private static Completion recording(List<String> events, String name) {
        return new Completion() {
            @Override
            public void succeed() {
                events.add(name);
            }

            @Override
            public void fail(Throwable cause) {
                events.add(name + " failed");
            }
        };
    }

    @Test
    void offer_messagesWaiting_leaveInOneSend() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            rig.offer(session, "first");
            for (int i = 0; i < 100; i++) {
                rig.offer(session, "m" + i);
            }
            assertThat(session.queuedMessages()).isEqualTo(101);
            assertThat(session.isWritable()).isFalse();
            int before = socket.sends();

            socket.resume();

            assertThat(socket.sends() - before).isEqualTo(1);
            List<String> received = SessionRig.received(socket);
            assertThat(received).hasSize(101).startsWith("4first", "4m0").endsWith("4m99");
            assertThat(session.queuedMessages()).isZero();
            assertThat(session.queuedBytes()).isZero();
            assertThat(session.isWritable()).isTrue();
        }
    }

    @Test
    void offer_defaultBounds_holdAtTheLimitAndCloseBeyond() {
        offerUntilClosed("x", OutboundLimits.DEFAULT_MAX_MESSAGES);
        int large = 1024 * 1024;
        offerUntilClosed("x".repeat(large - 1), (int) (OutboundLimits.DEFAULT_MAX_BYTES / large));
    }

    private static void offerUntilClosed(String text, int most) {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            EncodedMessage message = EncodedMessage.of(text, List.of());
            socket.pause();
            for (int i = 0; i < most; i++) {
                assertThat(rig.offer(session, message, OfferMode.NORMAL, null)).isEqualTo(OfferResult.QUEUED);
            }
            assertThat(rig.closes).isEmpty();

            assertThat(rig.offer(session, message, OfferMode.NORMAL, null)).isEqualTo(OfferResult.REFUSED);

            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
        }
    }

    @Test
    void poll_moreWaitingThanOneAnswerTakes_leavesInSeveral() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            rig.transport.get(SessionRig.POLLING).response().join();
            Session session = rig.last();
            String url = SessionRig.POLLING + "&sid=" + session.sid();
            int half = Outbox.MAX_POLL_BYTES / 2;
            rig.offer(session, "x".repeat(half - 1));
            rig.offer(session, "x".repeat(half - 1));
            rig.offer(session, "last");

            assertThat(rig.transport.get(url).response().join().text()).hasSize(Outbox.MAX_POLL_BYTES + 1);
            assertThat(rig.transport.get(url).response().join().text()).isEqualTo("4last");
        }
    }

    @Test
    void offer_moreWaitingThanOneSendTakes_leavesInSeveral() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            rig.offer(session, "first");
            for (int i = 0; i < Outbox.MAX_SEND_FRAMES + 1; i++) {
                rig.offer(session, "m");
            }
            int before = socket.sends();
            socket.resume();
            assertThat(socket.sends() - before).isEqualTo(2);

            socket.pause();
            rig.offer(session, "first");
            for (int i = 0; i < 3; i++) {
                rig.offer(session, "x".repeat(Outbox.MAX_SEND_BYTES / 2 - 1));
            }
            before = socket.sends();
            socket.resume();
            assertThat(socket.sends() - before).isEqualTo(2);
        }
    }

    @Test
    void offer_messageWithAttachments_isNeverSplit() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            List<ByteBuffer> attachments = new ArrayList<>();
            for (int i = 0; i < Outbox.MAX_SEND_FRAMES + 10; i++) {
                attachments.add(ByteBuffer.allocate(1));
            }
            socket.pause();
            rig.offer(session, "first");
            rig.offer(session, EncodedMessage.of("many", attachments), OfferMode.NORMAL, null);
            int before = socket.sends();

            socket.resume();

            assertThat(socket.sends() - before).isEqualTo(1);
        }
    }

    @Test
    void offer_atTheBoundInMessagesAndBeyond_closesTheSlowConsumerAlone() {
        try (SessionRig rig = SessionRig.bounded(10, 1_000_000, OutboundPolicy.close())) {
            LocalWebSocket slow = rig.open();
            Session session = rig.last();
            LocalWebSocket other = rig.open();
            slow.pause();
            for (int i = 0; i < 10; i++) {
                assertThat(rig.offer(session, "m" + i)).isEqualTo(OfferResult.QUEUED);
            }
            assertThat(rig.closes).isEmpty();

            assertThat(rig.offer(session, "too much")).isEqualTo(OfferResult.REFUSED);

            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
            assertThat(slow.closeCode()).isEqualTo(1006);
            assertThat(rig.server.sessionCount()).isEqualTo(1);
            assertThat(rig.offer(rig.last(), "fine")).isEqualTo(OfferResult.QUEUED);
            assertThat(SessionRig.received(other)).containsExactly("4fine");
        }
    }

    @Test
    void offer_atTheBoundInBytesAndBeyond_closes() {
        try (SessionRig rig = SessionRig.bounded(1_000, 1_000, OutboundPolicy.close())) {
            LocalWebSocket slow = rig.open();
            slow.pause();
            Session session = rig.last();
            assertThat(rig.offer(session, "x".repeat(499))).isEqualTo(OfferResult.QUEUED);
            assertThat(rig.offer(session, "x".repeat(499))).isEqualTo(OfferResult.QUEUED);
            assertThat(session.queuedBytes()).isEqualTo(1_000);

            assertThat(rig.offer(session, "")).isEqualTo(OfferResult.REFUSED);

            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
        }
    }

    @Test
    void offer_oneMessageLargerThanTheBound_passesAlone() {
        try (SessionRig rig = SessionRig.bounded(10, 100, OutboundPolicy.close())) {
            LocalWebSocket socket = rig.open();

            assertThat(rig.offer(rig.last(), "x".repeat(1_000))).isEqualTo(OfferResult.QUEUED);

            assertThat(SessionRig.received(socket)).hasSize(1);
        }
    }

    @Test
    void offer_nobodyPolls_closesAtTheBound() {
        try (SessionRig rig = SessionRig.bounded(10, 1_000, OutboundPolicy.close())) {
            rig.transport.get(SessionRig.POLLING);
            for (int i = 0; i < 11; i++) {
                rig.offer(rig.last(), "m" + i);
            }
            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
            assertThat(rig.server.sessionCount()).isZero();
        }
    }

    @Test
    void policy_dropNewest_keepsTheOldest() {
        try (SessionRig rig = SessionRig.bounded(3, 1_000, OutboundPolicy.dropNewest())) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            for (int i = 0; i < 3; i++) {
                rig.offer(session, "m" + i);
            }
            assertThat(rig.offer(session, "m3")).isEqualTo(OfferResult.DROPPED);
            socket.resume();
            assertThat(SessionRig.received(socket)).containsExactly("4m0", "4m1", "4m2");
            assertThat(rig.closes).isEmpty();
        }
    }

    @Test
    void policy_dropOldest_keepsTheNewestAndTellsWhoAsked() {
        List<String> events = new ArrayList<>();
        try (SessionRig rig = SessionRig.bounded(3, 1_000, OutboundPolicy.dropOldest())) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            rig.offer(session, "in flight");
            for (int i = 0; i < 4; i++) {
                EncodedMessage message = EncodedMessage.of("m" + i, List.of());
                assertThat(rig.offer(session, message, OfferMode.NORMAL, recording(events, "m" + i)))
                        .isEqualTo(OfferResult.QUEUED);
            }
            assertThat(events).containsExactly("m0 failed", "m1 failed");
            socket.resume();
            assertThat(SessionRig.received(socket)).containsExactly("4in flight", "4m2", "4m3");
            assertThat(events).containsExactly("m0 failed", "m1 failed", "m2", "m3");
            assertThat(session.queuedBytes()).isZero();
        }
    }

    @Test
    void policy_dropOldest_neverDropsControlPackets() {
        try (SessionRig rig = SessionRig.bounded(4, 1_000, OutboundPolicy.dropOldest())) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            rig.offer(session, "in flight");
            rig.offer(session, EncodedMessage.of("connect", List.of()), OfferMode.CONTROL, null);
            for (int i = 0; i < 5; i++) {
                rig.offer(session, "m" + i);
            }
            socket.resume();
            assertThat(SessionRig.received(socket)).containsExactly("4in flight", "4connect", "4m3", "4m4");
        }
    }

    @Test
    void offer_controlPackets_closeAtTwiceTheBoundWhateverThePolicy() {
        try (SessionRig rig = SessionRig.bounded(5, 1_000, OutboundPolicy.dropNewest())) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            EncodedMessage control = EncodedMessage.of("c", List.of());
            for (int i = 0; i < 10; i++) {
                assertThat(rig.offer(session, control, OfferMode.CONTROL, null)).isEqualTo(OfferResult.QUEUED);
            }
            assertThat(rig.offer(session, control, OfferMode.CONTROL, null)).isEqualTo(OfferResult.REFUSED);
            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
        }
    }

    @Test
    void policy_decided_isAskedOnceAndObeyed() {
        List<OutboundPolicy.Overflow> asked = new ArrayList<>();
        OutboundPolicy.Action[] answer = {OutboundPolicy.Action.DROP_NEWEST};
        OutboundPolicy policy = OutboundPolicy.decidedBy(overflow -> {
            asked.add(overflow);
            return answer[0];
        });
        try (SessionRig rig = SessionRig.bounded(3, 1_000, policy)) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            for (int i = 0; i < 4; i++) {
                rig.offer(session, "m" + i);
            }
            assertThat(asked).hasSize(1);
            assertThat(asked.get(0).sid()).isEqualTo(session.sid());
            assertThat(asked.get(0).queuedMessages()).isEqualTo(3);

            answer[0] = OutboundPolicy.Action.DROP_OLDEST;
            assertThat(rig.offer(session, "m4")).isEqualTo(OfferResult.DROPPED);
            assertThat(session.queuedMessages()).isEqualTo(1);
            rig.offer(session, "m5");
            rig.offer(session, "m6");

            answer[0] = OutboundPolicy.Action.CLOSE;
            rig.offer(session, "m7");
            assertThat(rig.closes).containsExactly(CloseReason.SLOW_CONSUMER);
        }
    }

    @Test
    void offer_volatile_isDroppedUnlessItLeavesAtOnce() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            EncodedMessage message = EncodedMessage.of("v", List.of());
            OfferResult[] results = new OfferResult[4];

            rig.server.fanOut().submit(session.shard(), turn -> {
                results[0] = turn.offer(session, message, OfferMode.VOLATILE, null);
                results[1] = turn.offer(session, message, OfferMode.VOLATILE, null);
                results[2] = turn.offer(session, EncodedMessage.of("n", List.of()), OfferMode.NORMAL, null);
                results[3] = turn.offer(session, message, OfferMode.VOLATILE, null);
            });

            assertThat(results)
                    .containsExactly(OfferResult.QUEUED, OfferResult.DROPPED, OfferResult.QUEUED, OfferResult.DROPPED);
            assertThat(SessionRig.received(socket)).containsExactly("4v", "4n");
            socket.pause();
            rig.offer(session, "in flight");
            assertThat(rig.offer(session, message, OfferMode.VOLATILE, null)).isEqualTo(OfferResult.DROPPED);
        }
    }

    @Test
    void offer_volatileWithoutAPoll_isDropped() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            rig.transport.get(SessionRig.POLLING);
            Session session = rig.last();
            EncodedMessage message = EncodedMessage.of("v", List.of());
            assertThat(rig.offer(session, message, OfferMode.VOLATILE, null)).isEqualTo(OfferResult.DROPPED);

            LocalExchange poll = rig.transport.get(SessionRig.POLLING + "&sid=" + session.sid());
            assertThat(rig.offer(session, message, OfferMode.VOLATILE, null)).isEqualTo(OfferResult.QUEUED);
            assertThat(poll.response().join().text()).isEqualTo("4v");
        }
    }

    @Test
    void flushed_sendFails_isToldAndTheSessionEnds() {
        List<String> events = new ArrayList<>();
        try (SessionRig rig = new SessionRig(options -> {})) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            socket.pause();
            EncodedMessage message = EncodedMessage.of("m", List.of());
            rig.offer(session, message, OfferMode.NORMAL, recording(events, "flying"));
            rig.offer(session, message, OfferMode.NORMAL, recording(events, "waiting"));

            socket.abort();

            assertThat(events).containsExactlyInAnyOrder("flying failed", "waiting failed");
            assertThat(rig.closes).hasSize(1);
        }
    }

    @Test
    void flushed_offersMore_doesNotGrowTheStack() {
        try (SessionRig rig = new SessionRig(
                options -> options.outbound(new OutboundLimits(100_000, 100_000_000, OutboundPolicy.close())))) {
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            int[] left = {50_000};
            Completion again = new Completion() {
                @Override
                public void succeed() {
                    if (left[0]-- > 0) {
                        session.outbox.offer(EncodedMessage.of("x", List.of()), OfferMode.NORMAL, this);
                        session.outbox.flush(null);
                    }
                }

                @Override
                public void fail(Throwable cause) {}
            };
            rig.offer(session, EncodedMessage.of("x", List.of()), OfferMode.NORMAL, again);
            assertThat(socket.unread()).isEqualTo(50_001);
        }
    }

    @Test
    void broadcast_toManyMembers_sharesTheBytes() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            List<LocalWebSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sockets.add(rig.open());
            }
            EncodedMessage message = EncodedMessage.of("shared", List.of());
            for (int shard = 0; shard < rig.server.fanOut().shards(); shard++) {
                int number = shard;
                rig.server
                        .fanOut()
                        .submit(
                                shard,
                                turn -> rig.sessions.stream()
                                        .filter(session -> session.shard() == number)
                                        .forEach(session -> turn.offer(session, message, OfferMode.NORMAL, null)));
            }
            assertThat(sockets)
                    .allSatisfy(socket -> assertThat(socket.next(java.time.Duration.ZERO))
                            .isSameAs(message.frames(WireForm.V4).get(0)));
        }
    }
}
