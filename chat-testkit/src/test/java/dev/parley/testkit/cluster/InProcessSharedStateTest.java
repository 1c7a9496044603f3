package dev.parley.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.SharedState;
import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InProcessSharedStateTest implements SharedStateContract {

    private final ManualScheduler clock = new ManualScheduler();
    private final InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);
    private final List<ChatCluster> started = new ArrayList<>();

    @AfterEach
    void close_ofAll_leavesNoTimer() {
        started.forEach(ChatCluster::close);
        assertThat(clock.pending()).isZero();
    }

    @Override
    public Engines engines() {
        return new Engines() {
            @Override
            public ChatCluster start(ChatPeer peer) {
                ChatCluster member = cluster.member();
                member.start(peer);
                started.add(member);
                return member;
            }

            @Override
            public void kill(ChatCluster engine) {
                cluster.kill(engine);
            }

            @Override
            public void suspend(ChatCluster engine) {
                cluster.suspend(engine);
            }

            @Override
            public void resume(ChatCluster engine) {
                cluster.resume(engine);
            }

            @Override
            public void cut() {
                cluster.cutState();
            }

            @Override
            public void mend() {
                cluster.mendState();
            }

            @Override
            public void lose() {
                cluster.loseState();
            }

            @Override
            public void until(BooleanSupplier condition) {
                Duration left = SharedState.LEASE.multipliedBy(2);
                while (!condition.getAsBoolean()) {
                    assertThat(left).as("time left").isPositive();
                    clock.advance(Duration.ofMillis(50));
                    left = left.minusMillis(50);
                }
            }
        };
    }

    @Test
    void engine_killed_isOverByTheEndOfItsLease() {
        Listening peer = new Listening();
        SharedState one = engines().start(peer).shared();
        ChatCluster two = engines().start(new Listening());
        two.shared().put("room", "alice", "1");
        cluster.kill(two);

        clock.advance(SharedState.LEASE.minusMillis(1));
        assertThat(one.find("room", "alice").toCompletableFuture().join().orElseThrow())
                .hasSize(1);
        clock.advance(Duration.ofMillis(11));
        assertThat(one.find("room", "alice").toCompletableFuture().join().orElseThrow())
                .isEmpty();
    }

    @Test
    void answer_later_isUnknownFromTheBoundOn() {
        SharedState one = engines().start(new Listening()).shared();
        cluster.slowState(SharedState.ANSWER.minusMillis(1));
        CompletableFuture<?> soon = one.read("room").toCompletableFuture();
        cluster.slowState(SharedState.ANSWER);
        CompletableFuture<?> late = one.read("room").toCompletableFuture();
        assertThat(soon).isNotDone();

        clock.advance(SharedState.ANSWER);

        assertThat(soon.join()).isNotEqualTo(java.util.Optional.empty());
        assertThat(late.join()).isEqualTo(java.util.Optional.empty());
    }
}
