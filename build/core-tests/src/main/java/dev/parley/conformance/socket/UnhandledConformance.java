package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.EventNext;
import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.event.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Events that nobody handles or answers, and those that come too often: beyond section 11. */
public interface UnhandledConformance extends WireFixture {

    @Test
    @Line(107)
    default void onUnhandled_getsWhatNobodyElseDoes() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        Subscription fallback = pair.socket().onUnhandled(event -> {
            seen.add(event.name());
            event.ack().send("fallback");
        });
        pair.socket().onAny(event -> {});
        pair.socket().onRequest("known", event -> "own");

        pair.peer().send("421[\"known\"]").expect("431[\"own\"]");
        pair.peer().send("422[\"unknown\",1]").expect("432[\"fallback\"]");
        fallback.cancel();
        pair.peer().send("423[\"unknown\"]").send("424[\"known\"]").expect("434[\"own\"]");

        assertThat(seen).containsExactly("unknown");
    }

    @Test
    @Line(107)
    default void answer_thatCannotCome_isWaitedForUnlessWanted() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        pair.socket().on("silent", () -> {});
        pair.socket().onRequest("done", event -> "ok");

        pair.peer().send("421[\"silent\"]").send("422[\"unknown\"]").send("423[\"done\"]");

        pair.peer().expect("433[\"ok\"]");
        io.pass(Duration.ofSeconds(20));
        pair.peer().send("424[\"done\"]").expect("434[\"ok\"]");
    }

    @Test
    @Line(107)
    default void answer_thatCannotCome_isNegativeWhenWanted() {
        SocketHarness io = SocketHarness.start(this, options -> options.answerWithin(Duration.ofSeconds(5)));
        List<Ack> kept = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        Socket socket = pair.socket();
        socket.on("runnable", () -> {});
        socket.on("typed", String.class, (String text) -> {});
        socket.on("two", String.class, String.class, (one, two) -> {});
        socket.on("event", event -> {});
        socket.on("acked", String.class, (text, ack) -> kept.add(ack));
        socket.on("both", () -> {});
        socket.onRequest("both", event -> "ok");
        socket.onRequest("never", event -> new CompletableFuture<>());
        String none = "[{\"ok\":false,\"code\":\"NO_ANSWER\",\"message\":\"handled, and not answered\"}]";
        String late = "[{\"ok\":false,\"code\":\"NO_ANSWER\",\"message\":\"not answered in time\"}]";

        pair.peer()
                .send("421[\"unknown\"]")
                .expect("431[{\"ok\":false,\"code\":\"UNKNOWN_EVENT\",\"message\":\"nobody listens to this event\"}]");
        pair.peer().send("422[\"runnable\"]").expect("432" + none);
        pair.peer().send("423[\"typed\",\"x\"]").expect("433" + none);
        pair.peer().send("424[\"two\",\"x\",\"y\"]").expect("434" + none);
        pair.peer().send("425[\"both\"]").expect("435[\"ok\"]");
        pair.peer().send("426[\"event\"]").send("427[\"acked\",\"x\"]").send("428[\"never\"]");
        pair.peer().send("42[\"unknown\"]").send("429[\"both\"]").expect("439[\"ok\"]");
        SocketHarness.eventually(() -> kept.size() == 1);
        io.pass(Duration.ofMillis(4_999));
        kept.get(0).send("just in time");
        pair.peer().expect("437[\"just in time\"]");
        io.pass(Duration.ofMillis(1));
        pair.peer().expect("436" + late).expect("438" + late);
        kept.get(0).send("again");
        pair.peer().send("4210[\"both\"]").expect("4310[\"ok\"]");
    }

    @Test
    @Line(107)
    default void answer_heldUpByAMiddleware_isNegativeInTime() {
        SocketHarness io = SocketHarness.start(this, options -> options.answerWithin(Duration.ofSeconds(5)));
        Pair pair = io.pair();
        CompletableFuture<EventNext> undecided = new CompletableFuture<>();
        pair.socket().use((event, next) -> {
            if (event.name().equals("stuck")) {
                undecided.complete(next);
            } else {
                next.proceed();
            }
        });
        pair.socket().onRequest("stuck", event -> "late");
        pair.socket().onRequest("quick", event -> "ok");

        pair.peer().send("421[\"quick\"]").expect("431[\"ok\"]");
        pair.peer().send("422[\"stuck\"]");
        EventNext next = undecided.orTimeout(20, TimeUnit.SECONDS).join();
        io.pass(Duration.ofSeconds(5));
        pair.peer().expect("432[{\"ok\":false,\"code\":\"NO_ANSWER\",\"message\":\"not answered in time\"}]");

        next.proceed();
        pair.peer().send("423[\"quick\"]").expect("433[\"ok\"]");
    }

    @Test
    @Line(107)
    default void answer_takenByACatchAllListener_isLeftToIt() {
        SocketHarness io = SocketHarness.start(this, options -> options.answerWithin(Duration.ofSeconds(5)));
        List<Ack> kept = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        pair.socket().onAny(event -> kept.add(event.ack()));

        pair.peer().send("421[\"unknown\"]");
        SocketHarness.eventually(() -> kept.size() == 1);
        kept.get(0).send("mine");

        pair.peer().expect("431[\"mine\"]");
    }

    @Test
    @Line(107)
    default void answer_awaitedByMoreEventsThanAreWatched_comesForThoseThatAre() {
        SocketHarness io = SocketHarness.start(this, options -> options.answerWithin(Duration.ofSeconds(5)));
        Pair pair = io.pair();
        pair.socket().on("event", event -> {});
        pair.socket().onRequest("done", event -> "ok");
        for (int n = 0; n < 1_001; n++) {
            pair.peer().send("42" + n + "[\"event\"]");
        }
        pair.peer().send("429998[\"done\"]").expect("439998[\"ok\"]");

        io.pass(Duration.ofSeconds(5));

        for (int n = 0; n < 1_000; n++) {
            pair.peer()
                    .expect("43" + n + "[{\"ok\":false,\"code\":\"NO_ANSWER\",\"message\":\"not answered in time\"}]");
        }
        io.pass(Duration.ofSeconds(5));
        pair.peer().expectNothingUntil("429999[\"done\"]", "439999[\"ok\"]");
    }

    @Test
    @Line({107, 139})
    default void answer_stillAwaitedWhenTheSocketLeaves_leavesNoTimer() {
        SocketHarness io = SocketHarness.start(this, options -> options.answerWithin(Duration.ofSeconds(5)));
        Pair pair = io.pair();
        pair.socket().on("event", event -> {});
        pair.socket().onRequest("done", event -> "ok");
        for (int n = 0; n < 1_100; n++) {
            pair.peer().send("42" + n + "[\"event\"]");
        }
        pair.peer().send("429999[\"done\"]").expect("439999[\"ok\"]");

        pair.peer().close();

        SocketHarness.eventually(() -> io.server().clientCount() == 0);
    }

    @Test
    @Line(104)
    default void limit_beyond_refusesByName_othersAreUnharmed() {
        SocketHarness io = SocketHarness.start(this);
        List<Object> refusals = Collections.synchronizedList(new ArrayList<>());
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        io.server().onConnection(socket -> {
            socket.limit("move", RateLimit.of(2, Duration.ofSeconds(1)));
            socket.use((event, next) -> {
                seen.add(event.name());
                next.proceed();
            });
            socket.onRequest("move", event -> "ok");
            socket.onRequest("other", event -> "ok");
            socket.onError(refusals::add);
        });
        SocketPeer one = io.connect();
        SocketPeer two = io.connect();

        one.send("42[\"move\"]").send("421[\"move\"]").expect("431[\"ok\"]");
        one.send("42[\"move\"]")
                .send("422[\"move\"]")
                .expect(
                        "432[{\"ok\":false,\"code\":\"RATE_LIMITED\",\"message\":\"too many \\\"move\\\" events: at most 2 in"
                                + " 1000 ms\",\"retryAfterMs\":500}]");
        one.send("423[\"other\"]").expect("433[\"ok\"]");
        two.send("424[\"move\"]").expect("434[\"ok\"]");
        io.pass(Duration.ofMillis(500));
        one.send("425[\"move\"]").expect("435[\"ok\"]");

        assertThat(refusals).hasSize(2).allMatch(refusal -> refusal instanceof RateLimitException);
        assertThat(seen).containsExactly("move", "move", "other", "move", "move");
        assertThat(io.failures()).isEmpty();
    }
}
