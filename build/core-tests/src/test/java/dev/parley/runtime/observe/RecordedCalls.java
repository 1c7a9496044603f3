package dev.parley.runtime.observe;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An observer that keeps every call as text, such as {@code emitted(/, 2, 12)}. Thread-safe. */
public final class RecordedCalls {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final ServerObserver observer;

    public RecordedCalls() {
        this.observer = (ServerObserver) Proxy.newProxyInstance(
                ServerObserver.class.getClassLoader(),
                new Class<?>[] {ServerObserver.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.getName().equals("hashCode") ? 1 : proxy == arguments[0];
                    }
                    if (method.getReturnType() == ServerTracer.class) {
                        return ServerTracer.NOOP;
                    }
                    calls.add(Arrays.stream(arguments)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ", method.getName() + "(", ")")));
                    return null;
                });
    }

    public ServerObserver observer() {
        return observer;
    }

    public List<String> all() {
        return List.copyOf(calls);
    }

    /** The calls of some methods, in order. */
    public List<String> of(String... methods) {
        return calls.stream()
                .filter(call -> List.of(methods).contains(call.substring(0, call.indexOf('('))))
                .toList();
    }
}
