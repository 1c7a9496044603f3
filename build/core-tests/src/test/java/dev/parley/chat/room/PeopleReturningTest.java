package dev.parley.chat.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.shared.Reservation;
import dev.parley.chat.shared.SharedChat;
import dev.parley.model.MessageId;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.cluster.InProcessChatCluster;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is whose when a user goes and comes at the same moment. */
final class PeopleReturningTest {

    private static final User ALICE = User.of("alice", "Alice");
    private static final int ROUNDS = 5_000;

    private final ManualScheduler clock = new ManualScheduler();
    private final NameIndex names = new NameIndex(
            new NamePolicy() {
                @Override
                public Set<String> skeletons(String name) {
                    return Set.of(name);
                }

                @Override
                public void check(String name) {
                    // Everything is allowed.
                }
            },
            null);

    private static final class Nowhere implements EventDelivery {
        @Override
        public void send(Collection<String> keys, Collection<String> except, OutgoingEvent event) {
            // Nobody hears it.
        }

        @Override
        public void emit(Collection<String> keys, String event, @Nullable Object... arguments) {
            // Nor this.
        }
    }

    private record Closed(String id) implements ClientSocket {
        @Override
        public void send(OutgoingEvent event) {
            // Nobody reads it.
        }

        @Override
        public void emit(String event, Object data) {
            // Nor this.
        }

        @Override
        public void sending(MessageId message) {
            // Nothing is sent.
        }

        @Override
        public void join(String key) {
            // There are no rooms.
        }

        @Override
        public void leave(String key) {
            // Nor are they left.
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void disconnect() {
            // It stays.
        }
    }

    private static final class Deaf implements ChatPeer {
        @Override
        public void onHint(Hint hint) {
            // It asks.
        }

        @Override
        public void onGap() {
            // As above.
        }
    }

    private static ChatConnection connection(String id) {
        return new ChatConnection(
                new Closed(id),
                new Identity(ALICE, false, null),
                new TokenBucket(1, Duration.ofSeconds(1), 0),
                Reservation.NONE);
    }

    /** Who is there goes while a successor comes, again and again; {@code present} holds whenever one has come. Gives the last one. */
    private static ChatConnection goAndCome(People people, Consumer<String> present) throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            ChatConnection here = connection("0");
            people.connect(here);
            for (int i = 1; i <= ROUNDS; i++) {
                ChatConnection coming = connection(String.valueOf(i));
                Future<?> came = other.submit(() -> {
                    together.await();
                    return people.connect(coming);
                });
                together.await();
                people.disconnect(here, true);
                came.get();
                present.accept("in round " + i);
                here = coming;
            }
            return here;
        } finally {
            other.shutdown();
        }
    }

    @Test
    void user_goingAndComingAtOnce_keepsTheName() throws Exception {
        People people = new People(
                ChatLimits.defaults(), clock, new Nowhere(), new ListenerQueue(List.of(), Runnable::run), names, null);
        UserId mallory = UserId.of("mallory");

        ChatConnection last = goAndCome(
                people,
                round -> assertThat(names.isTaken("Alice", mallory)).as(round).isTrue());

        people.disconnect(last, true);
        assertThat(names.isTaken("Alice", mallory)).isFalse();
    }

    @Test
    void user_goingAndComingAtOnce_isListedForOtherEngines() throws Exception {
        InProcessChatCluster cluster = new InProcessChatCluster(clock, 1);
        ChatCluster here = cluster.member();
        ChatCluster elsewhere = cluster.member();
        here.start(new Deaf());
        elsewhere.start(new Deaf());
        ChatLimits limits = ChatLimits.defaults();
        SharedChat shared = new SharedChat(here.shared(), clock, Runnable::run, limits);
        People people =
                new People(limits, clock, new Nowhere(), new ListenerQueue(List.of(), Runnable::run), null, shared);
        people.start(person -> {});
        String table = "users:" + Math.floorMod("alice".hashCode(), 64);
        Supplier<Map<String, String>> found = () -> elsewhere
                .shared()
                .find(table, "alice")
                .toCompletableFuture()
                .join()
                .orElseThrow();

        ChatConnection last =
                goAndCome(people, round -> assertThat(found.get()).as(round).hasSize(1));

        people.disconnect(last, true);
        assertThat(found.get()).isEmpty();
    }
}
