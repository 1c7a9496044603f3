package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.model.InboxItem;
import dev.parley.model.MessageId;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import dev.parley.testkit.store.StoreSamples;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method, also one that is added later, arrives with its arguments, and its answer or failure comes back. */
final class ForwardingMessageStoreTest {

    private static final Object VOID = new Object();

    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(void.class, VOID),
            Map.entry(boolean.class, true),
            Map.entry(int.class, 7),
            Map.entry(long.class, 77L),
            Map.entry(String.class, "text"),
            Map.entry(List.class, List.of()),
            Map.entry(Collection.class, Set.of()),
            Map.entry(Map.class, Map.of()),
            Map.entry(Optional.class, Optional.empty()),
            Map.entry(RoomName.class, StoreSamples.JAVA),
            Map.entry(UserId.class, StoreSamples.ALICE.id()),
            Map.entry(MessageId.class, MessageId.of("m1")),
            Map.entry(TimeRange.class, TimeRange.ALL),
            Map.entry(MessageQuery.class, MessageQuery.tail(StoreSamples.JAVA, 10)),
            Map.entry(Head.class, Head.none(StoreSamples.JAVA)),
            Map.entry(Changes.class, Changes.unknown(Head.none(StoreSamples.JAVA), Changes.Gap.RESET)),
            Map.entry(
                    ReadMarker.class, new ReadMarker(StoreSamples.JAVA, StoreSamples.ALICE.id(), 1, StoreSamples.NOON)),
            Map.entry(RoomRecord.class, new RoomRecord(StoreSamples.JAVA, "type", "key", "value")),
            Map.entry(InboxItem.class, StoreSamples.item("n1", StoreSamples.ALICE.id(), "x")),
            Map.entry(MessageScan.class, InMemoryMessageStore.create().scan(StoreSamples.JAVA, TimeRange.ALL, null)),
            Map.entry(Erasure.class, new Erasure(0, Set.of(), true)),
            Map.entry(Versioned.class, new Versioned<>(3, List.of())),
            Map.entry(StoreHealth.class, new StoreHealth(true, "well")));

    private record Call(Method method, List<Object> arguments) {}

    private final List<Call> calls = new ArrayList<>();

    static Stream<Method> methods() {
        return Arrays.stream(MessageStore.class.getMethods()).filter(method -> !method.isSynthetic());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void anyMethod_called_isHandedOnOnceWithArgumentsAndAnswer(Method method) throws ReflectiveOperationException {
        Object answer = sample(method.getReturnType());
        MessageStore forwarding = forwardingTo(method, answer, null);
        Object[] arguments = arguments(method);

        Object got = method.invoke(forwarding, arguments);

        assertThat(calls).containsExactly(new Call(method, Arrays.asList(arguments)));
        assertThat(got).isEqualTo(answer);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void anyMethod_fails_failsAlike(Method method) {
        StoreException failure = new StoreException(StoreException.Category.FULL, "on purpose");
        MessageStore forwarding = forwardingTo(method, null, failure);

        assertThatThrownBy(() -> method.invoke(forwarding, arguments(method)))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isSameAs(failure);
    }

    @Test
    void subclass_overridingOneMethod_seesThatOneOnly() {
        List<String> seen = new ArrayList<>();
        MessageStore store = new ForwardingMessageStore(InMemoryMessageStore.create()) {
            @Override
            public Head head(RoomName room) {
                seen.add(room.value());
                return delegate().head(room);
            }
        };
        StoreSamples.fill(store, StoreSamples.JAVA, "m", 3);

        assertThat(store.changesSince(StoreSamples.JAVA, "", 0, 10).list()).hasSize(3);
        assertThat(seen).as("changesSince of the other store asks itself").isEmpty();
        assertThat(store.head(StoreSamples.JAVA).lastSeq()).isEqualTo(3);
        assertThat(seen).containsExactly("Java");
    }

    private MessageStore forwardingTo(Method expected, @Nullable Object answer, @Nullable StoreException failure) {
        MessageStore recorder = (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, (self, method, arguments) -> {
                    calls.add(new Call(method, arguments == null ? List.of() : Arrays.asList(arguments)));
                    assertThat(method).isEqualTo(expected);
                    if (failure != null) {
                        throw failure;
                    }
                    return answer;
                });
        return new ForwardingMessageStore(recorder);
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(ForwardingMessageStoreTest::sample)
                .toArray();
    }

    /** A value of a type, the same each time. */
    private static @Nullable Object sample(Class<?> type) {
        assertThat(SAMPLES).as("a sample of %s is missing", type).containsKey(type);
        Object sample = SAMPLES.get(type);
        return sample == VOID ? null : sample;
    }
}
