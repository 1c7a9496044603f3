package dev.parley.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.transport.TransportName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ObserverGroupTest {

    private static final ServerObserver BROKEN = new ServerObserver() {
        @Override
        public void sessionOpened(TransportName transport, int protocol) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void ackTimedOut(String namespace) {
            throw new AssertionError("broken");
        }
    };

    @Test
    void of_nobodyToNotify_isTheOneThatObservesNothing() {
        assertThat(ObserverGroup.of(List.of(), () -> 0)).isSameAs(ServerObserver.NOOP);
        assertThat(ObserverGroup.of(List.of(ServerObserver.NOOP), () -> 0)).isSameAs(ServerObserver.NOOP);
    }

    @Test
    void call_anObserverThrows_reachesTheOthers() {
        RecordedCalls before = new RecordedCalls();
        RecordedCalls behind = new RecordedCalls();
        ServerObserver group = ObserverGroup.of(List.of(before.observer(), BROKEN, behind.observer()), () -> 0);

        group.sessionOpened(TransportName.POLLING, 4);
        group.ackTimedOut("/");

        assertThat(before.all()).containsExactly("sessionOpened(POLLING, 4)", "ackTimedOut(/)");
        assertThat(behind.all()).isEqualTo(before.all());
    }

    @Test
    void methods_ofTheGroup_handOnEveryCall() throws ReflectiveOperationException {
        RecordedCalls calls = new RecordedCalls();
        ServerObserver group = ObserverGroup.of(List.of(calls.observer()), () -> 0);
        List<Method> methods = Arrays.stream(ServerObserver.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getReturnType() == void.class)
                .toList();

        for (Method method : methods) {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(ObserverGroupTest::example)
                    .toArray();
            method.invoke(group, arguments);
            method.invoke(ServerObserver.NOOP, arguments);
        }

        assertThat(calls.all())
                .extracting(call -> call.substring(0, call.indexOf('(')))
                .containsExactlyElementsOf(methods.stream().map(Method::getName).toList());
    }

    @Test
    void tracer_ofTheGroup_isThatOfTheOnlyObserverWhoHasOne() {
        ServerTracer tracer = new ServerTracer() {};
        ServerObserver tracing = tracing(tracer);

        assertThat(ObserverGroup.of(List.of(BROKEN, tracing), () -> 0).tracer()).isSameAs(tracer);
        assertThat(ObserverGroup.of(List.of(BROKEN), () -> 0).tracer()).isSameAs(ServerTracer.NOOP);
        assertThatThrownBy(() -> ObserverGroup.of(List.of(tracing, tracing(new ServerTracer() {})), () -> 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 observers");
    }

    private static ServerObserver tracing(ServerTracer tracer) {
        return new ServerObserver() {
            @Override
            public ServerTracer tracer() {
                return tracer;
            }
        };
    }

    private static Object example(Class<?> type) {
        if (type == boolean.class) {
            return true;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type == Throwable.class ? new IllegalStateException() : "text";
    }
}
