package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.event.AckException;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acks, timeouts and broadcast acks: section 12. */
public interface AckConformance extends WireFixture {

    Duration SECOND = Duration.ofSeconds(1);

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void assertFails(CompletionStage<?> stage, AckFailure failure) {
        assertThatThrownBy(() -> get(stage))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        AckException.class,
                        missing -> assertThat(missing.failure()).isEqualTo(failure));
    }

    @Test
    @Line(114)
    default void ack_sentTwice_goesOnce_idsCountUp() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        io.server()
                .onConnection(socket -> socket.on("q", String.class, (text, ack) -> {
                    ack.send(text, ack.wanted());
                    ack.send("again");
                    socket.emit("wanted", ack.wanted());
                }));
        Pair pair = io.pair();

        pair.peer().send("423[\"q\",\"x\"]").expect("433[\"x\",true]").expect("42[\"wanted\",false]");
        pair.socket().timeout(SECOND).emitWithAck("a");
        pair.socket().timeout(SECOND).emitWithAck("b");
        pair.peer().expect("420[\"a\"]").expect("421[\"b\"]");
        io.pass(SECOND);
    }

    @Test
    @Line({115, 116})
    default void emitWithAck_inTime_late_andNever() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        CompletionStage<Args> answered = pair.socket().timeout(SECOND).emitWithAck("a", 1);
        CompletionStage<Integer> typed = pair.socket().timeout(SECOND).request(Integer.class, "b");
        CompletionStage<Args> late = pair.socket().timeout(SECOND).emitWithAck("c");

        pair.peer().send("430[\"x\",2]").send("431[7,8]");
        assertThat(get(answered).values()).containsExactly("x", 2);
        assertThat(get(typed)).isEqualTo(7);
        io.pass(SECOND);
        assertFails(late, AckFailure.TIMED_OUT);
        pair.peer().send("432[1]").send("430[\"again\"]");

        assertThat(pair.socket().connected()).isTrue();
    }

    @Test
    @Line(118)
    default void emitWithAck_timeoutZero_failsBeforeAnyAnswer() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();

        CompletionStage<Args> answer = pair.socket().timeout(Duration.ZERO).emitWithAck("a");
        CompletionStage<BroadcastAcks> answers =
                io.server().timeout(Duration.ZERO).emitWithAck("b");

        assertFails(answer, AckFailure.TIMED_OUT);
        assertThat(answers.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(new BroadcastAcks(List.of(), Map.of(pair.socket().id(), AckFailure.TIMED_OUT)));
        pair.peer().expect("420[\"a\"]").expect("421[\"b\"]").send("430[]").send("431[]");
    }

    /** The answer is there before the call that asked for it returns, as it can be while classes are still loaded. */
    @Test
    @Line(118)
    default void emitWithAck_timeoutZeroAndAnsweredWithinTheCall_failsAllTheSame() throws Exception {
        SocketHarness io = SocketHarness.start(this, options -> options.handlerExecutor(Runnable::run));
        Pair pair = io.pair();
        int[] asked = {0};
        pair.socket().onAnyOutgoing(event -> {
            String id = String.valueOf(asked[0]++);
            pair.peer().expect("42" + id + "[\"q\"]").send("43" + id + "[\"early\"]");
            pair.peer().send("40/none,").expect("44/none,{\"message\":\"Invalid namespace\"}");
        });

        CompletionStage<Args> answer = pair.socket().timeout(Duration.ZERO).emitWithAck("q");
        CompletionStage<BroadcastAcks> answers =
                io.server().timeout(Duration.ZERO).emitWithAck("q");

        assertThat(asked[0]).isEqualTo(2);
        assertFails(answer, AckFailure.TIMED_OUT);
        assertThat(answers.toCompletableFuture().get(20, TimeUnit.SECONDS).answers())
                .isEmpty();
    }

    @ParameterizedTest
    @Line(115)
    @ValueSource(longs = {400L * 365 * 86_400, Long.MAX_VALUE})
    default void emitWithAck_timeoutBeyondEveryTimer_waits(long seconds) throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        Duration timeout = Duration.ofSeconds(seconds);

        CompletionStage<Args> one = pair.socket().timeout(timeout).emitWithAck("a");
        CompletionStage<Args> same = pair.socket().emitWithAck(timeout, "b");
        CompletionStage<BroadcastAcks> all = io.server().timeout(timeout).emitWithAck("c");
        io.server().of("/").serverSideEmitWithAck(timeout, "d");
        io.pass(Duration.ofSeconds(20));
        pair.peer().expect("420[\"a\"]").expect("421[\"b\"]").expect("422[\"c\"]");
        pair.peer().send("430[1]").send("431[2]").send("432[3]");

        assertThat(one.toCompletableFuture().get(20, TimeUnit.SECONDS).get(0, Integer.class))
                .isEqualTo(1);
        assertThat(same.toCompletableFuture().get(20, TimeUnit.SECONDS).get(0, Integer.class))
                .isEqualTo(2);
        assertThat(all.toCompletableFuture().get(20, TimeUnit.SECONDS).complete())
                .isTrue();
    }

    @Test
    @Line(115)
    default void emitWithAck_negativeTimeout_throwsBeforeAnythingIsSent() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        Duration negative = Duration.ofNanos(-1);

        assertThatIllegalArgumentException().isThrownBy(() -> pair.socket().timeout(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> pair.socket().emitWithAck(negative, "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> io.server().timeout(negative));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> io.server().of("/").serverSideEmitWithAck(negative, "a"));
        pair.socket().emit("end");

        pair.peer().expect("42[\"end\"]");
    }

    @Test
    @Line({115, 139})
    default void emitWithAck_peerLeaves_failsAtOnce() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        CompletionStage<Args> answer =
                pair.socket().timeout(Duration.ofHours(1)).emitWithAck("a");

        pair.peer().close();

        assertFails(answer, AckFailure.DISCONNECTED);
        assertFails(pair.socket().timeout(Duration.ofHours(1)).emitWithAck("b"), AckFailure.DISCONNECTED);
    }

    @Test
    @Line({115, 125})
    default void emitWithAck_volatileAndBusy_failsAsDropped() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        SocketHarness.stuff(pair);

        CompletionStage<Args> answer =
                pair.socket().timeout(Duration.ofHours(1)).asVolatile().emitWithAck("a");

        assertFails(answer, AckFailure.DROPPED);
        pair.peer().socket().resume();
    }

    @Test
    @Line(117)
    default void broadcastAck_allAnswer_givesEveryAnswer() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();

        CompletionStage<BroadcastAcks> report = io.server().timeout(SECOND).emitWithAck("q", 1);
        one.peer().expect("420[\"q\",1]").send("430[\"one\"]");
        two.peer().expect("420[\"q\",1]").send("430[\"two\"]");

        BroadcastAcks acks = get(report);
        assertThat(acks.complete()).isTrue();
        assertThat(acks.answers())
                .extracting(answer -> answer.socketId() + answer.args().get(0, String.class))
                .containsExactlyInAnyOrder(
                        one.socket().id() + "one", two.socket().id() + "two");
    }

    @Test
    @Line({117, 118})
    default void broadcastAck_someMissing_saysWhy() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair answers = io.pair();
        Pair silent = io.pair();
        Pair leaves = io.pair();

        CompletionStage<BroadcastAcks> report = io.server().timeout(SECOND).emitWithAck("q");
        answers.peer().expect("420[\"q\"]").send("430[1]");
        leaves.peer().close();
        SocketHarness.eventually(() -> !leaves.socket().connected());
        answers.peer().send("41");
        SocketHarness.eventually(() -> !answers.socket().connected());
        assertThat(report.toCompletableFuture()).isNotDone();
        io.pass(SECOND);

        BroadcastAcks acks = get(report);
        assertThat(acks.answers()).hasSize(1);
        assertThat(acks.missing())
                .containsOnly(
                        java.util.Map.entry(silent.socket().id(), AckFailure.TIMED_OUT),
                        java.util.Map.entry(leaves.socket().id(), AckFailure.DISCONNECTED));
    }

    @Test
    @Line(117)
    default void broadcastAck_nobodyThere_completesAtOnce() {
        SocketHarness io = SocketHarness.start(this);

        CompletableFuture<BroadcastAcks> report =
                io.server().to("empty").timeout(SECOND).emitWithAck("q").toCompletableFuture();

        assertThat(report).isCompletedWithValue(new BroadcastAcks(List.of(), java.util.Map.of()));
    }

    @Test
    @Line(155)
    default void event_sentAgainWithNewAckIds_isHandledAndAnsweredEachTimeInOrder() {
        SocketHarness io = SocketHarness.start(this);
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        io.server()
                .onConnection(socket -> socket.onRequest("queued", Integer.class, number -> {
                    seen.add(number);
                    return number;
                }));
        SocketPeer peer = io.connect();

        peer.send("420[\"queued\",1]")
                .send("421[\"queued\",1]")
                .send("422[\"queued\",2]")
                .send("420[\"queued\",3]");

        peer.expect("430[1]").expect("431[1]").expect("432[2]").expect("430[3]");
        assertThat(seen).containsExactly(1, 1, 2, 3);
    }

    @Test
    @Line(117)
    default void broadcastAck_volatileAndBusy_saysDropped() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair busy = io.pair();
        Pair free = io.pair();
        SocketHarness.stuff(busy);

        CompletionStage<BroadcastAcks> report =
                io.server().asVolatile().timeout(Duration.ofHours(1)).emitWithAck("q");
        free.peer().expect("420[\"q\"]").send("430[]");

        assertThat(get(report).missing())
                .containsOnly(java.util.Map.entry(busy.socket().id(), AckFailure.DROPPED));
        busy.peer().socket().resume();
    }

    @Test
    @Line({117, 123})
    default void broadcastAck_everySelection_asksTheSocketsMeant() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair one = io.pair();
        Pair two = io.pair();
        Pair three = io.pair();
        two.socket().join("r");
        List<CompletionStage<BroadcastAcks>> reports = List.of(
                one.socket().timeout(SECOND).to("r").emitWithAck("a"),
                one.socket().timeout(SECOND).in("r").local().emitWithAck("b"),
                one.socket().timeout(SECOND).except(three.socket().id()).emitWithAck("c"),
                one.socket().compress(false).timeout(SECOND).broadcast().in("r").emitWithAck("d"),
                io.server().of("/").to("r").timeout(SECOND).emitWithAck("e"),
                io.server()
                        .timeout(SECOND)
                        .in("r")
                        .except("none")
                        .compress(false)
                        .emitWithAck("f"));

        for (int n = 0; n < reports.size(); n++) {
            two.peer().expect("42" + n + "[\"" + (char) ('a' + n) + "\"]").send("43" + n + "[" + n + "]");
            BroadcastAcks acks = get(reports.get(n));
            assertThat(acks.complete()).isTrue();
            assertThat(acks.answers()).hasSize(1);
        }
    }

    @Test
    @Line({117, 122})
    default void broadcastAck_overSeveralRooms_asksEachSocketOnce() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair inBoth = io.pair();
        Pair inOne = io.pair();
        Pair excluded = io.pair();
        Pair outside = io.pair();
        inBoth.socket().join("a", "b");
        inOne.socket().join("b");
        excluded.socket().join("a", "x");

        CompletionStage<BroadcastAcks> report =
                io.server().to("a").to("b", "none").except("x").timeout(SECOND).emitWithAck("q", 1);
        inBoth.peer().expect("420[\"q\",1]").send("430[\"both\"]");
        inOne.peer().expect("420[\"q\",1]").send("430[\"one\"]");

        BroadcastAcks acks = get(report);
        assertThat(acks.complete()).isTrue();
        assertThat(acks.answers())
                .extracting(BroadcastAcks.Answer::socketId)
                .containsExactlyInAnyOrder(inBoth.socket().id(), inOne.socket().id());
        io.server().emit("end");
        for (Pair each : List.of(inBoth, inOne, excluded, outside)) {
            each.peer().expect("42[\"end\"]");
        }
    }

    /** Cannot be written as JSON. */
    record Trap(String text) {

        @Override
        public String text() {
            throw new IllegalStateException("secret");
        }
    }

    @Test
    @Line(114)
    default void ack_cannotBeEncoded_isAnsweredNegatively() {
        SocketHarness io = SocketHarness.start(this);
        Trap unencodable = new Trap("x");
        io.server().onConnection(socket -> {
            socket.onRequest("now", event -> unencodable);
            socket.onRequest("later", event -> CompletableFuture.supplyAsync(() -> unencodable));
            socket.on("by hand", String.class, (text, ack) -> ack.send(unencodable));
        });
        SocketPeer peer = io.connect();
        String negative = "[{\"ok\":false,\"code\":\"INTERNAL_ERROR\",\"message\":\"internal error\"}]";

        peer.send("421[\"now\"]").expect("431" + negative);
        peer.send("422[\"later\"]").expect("432" + negative);
        peer.send("423[\"by hand\",\"\"]").expect("433" + negative);
        assertThat(io.failures()).hasSize(3);
    }

    @Test
    @Line(115)
    default void emitWithAck_ofAnOtherSocketOrAfterwards_isIgnored() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        Pair asked = io.pair();
        Pair other = io.pair();
        CompletionStage<Args> answer = asked.socket().emitWithAck(SECOND, "q");

        other.peer().send("430[\"forged\"]").send("42[\"x\"]");
        SocketHarness.settle(other.socket());
        assertThat(answer.toCompletableFuture()).isNotDone();
        asked.peer().expect("420[\"q\"]").send("430[\"true\"]");

        assertThat(get(answer).values()).containsExactly("true");
    }

    /** A client that never answers does not make the server keep more and more of what it asked. */
    @Test
    @Line(115)
    default void emitWithAck_answersOwedAtTheBound_furtherAreNotAsked() throws Exception {
        SocketHarness io = SocketHarness.start(
                this, options -> options.engine(engine -> engine.memory(MemoryBudget.of(64_000_000))));
        Pair pair = io.pair();
        Pair other = io.pair();
        List<CompletionStage<Args>> owed = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            owed.add(pair.socket().emitWithAck(SECOND, "q"));
        }
        assertThat(io.server().memory().used()).isGreaterThanOrEqualTo(10_000 * 512);

        assertFails(pair.socket().emitWithAck(SECOND, "q"), AckFailure.OVERLOADED);
        CompletionStage<BroadcastAcks> report = io.server().timeout(SECOND).emitWithAck("all");
        other.peer().send("43" + other.peer().awaitText().replaceAll("42(\\d+)\\[\"all\"]", "$1") + "[]");
        BroadcastAcks acks = get(report);
        assertThat(acks.answers()).hasSize(1);
        assertThat(acks.missing()).containsExactly(Map.entry(pair.socket().id(), AckFailure.OVERLOADED));

        pair.peer().send("430[\"late\"]");
        assertThat(get(owed.get(0)).values()).containsExactly("late");
        CompletionStage<Args> next = pair.socket().emitWithAck(SECOND, "q");
        io.pass(SECOND);
        assertFails(next, AckFailure.TIMED_OUT);
        assertFails(owed.get(9_999), AckFailure.TIMED_OUT);
    }

    @Test
    @Line(115)
    default void emitWithAck_memoryUsedUp_isNotAsked() {
        MemoryBudget memory = MemoryBudget.of(64_000_000);
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.memory(memory)));
        Pair pair = io.pair();
        memory.add(65_000_000);
        List<CompletionStage<Args>> asked = new ArrayList<>();
        for (int i = 0; i <= MemoryBudget.FLOOR_BYTES / 512; i++) {
            asked.add(pair.socket().emitWithAck(SECOND, "q"));
        }

        assertFails(asked.get(asked.size() - 1), AckFailure.OVERLOADED);
        assertThat(asked.get(0).toCompletableFuture()).isNotDone();
        memory.remove(65_000_000);
        pair.peer().send("430[]");
        assertThat(asked.get(0)).succeedsWithin(Duration.ofSeconds(20));
        io.pass(SECOND);
    }
}
