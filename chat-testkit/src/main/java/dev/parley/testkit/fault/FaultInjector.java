package dev.parley.testkit.fault;

import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a store fail, hang or lose its answers on demand, method by method. {@link #store()} is what the engine under
 * test gets; the real store below keeps what it was given. All state is guarded by {@code this}, which is not held while
 * the store works or hangs.
 */
public final class FaultInjector {

    /** How long a call hangs before the test is declared broken. */
    private static final long HANG_LIMIT_SECONDS = 60;

    private enum When {
        BEFORE,
        AFTER
    }

    private record Fault(When when, StoreException.Category category) {}

    private final MessageStore real;
    private final MessageStore proxy;
    private final Map<String, Deque<Fault>> faults = new HashMap<>();
    private final Map<String, Error> errors = new HashMap<>();
    private final Map<String, StoreException.Category> outages = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, CountDownLatch> hangs = new HashMap<>();
    private int hanging;

    private FaultInjector(MessageStore real) {
        this.real = real;
        InvocationHandler handler = (self, method, arguments) -> call(method, arguments);
        this.proxy = (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, handler);
    }

    /**
     * Wraps a store; without further orders it behaves as that store.
     *
     * @param real the store that keeps the data; stays the caller's
     * @return the injector
     */
    public static FaultInjector around(MessageStore real) {
        return new FaultInjector(real);
    }

    /**
     * The store that misbehaves.
     *
     * @return what the code under test gets
     */
    public MessageStore store() {
        return proxy;
    }

    /**
     * The next call of a method fails without having done anything; repeatable.
     *
     * @param method the name of a method of {@link MessageStore}
     * @param category how it fails
     */
    public synchronized void failNext(String method, StoreException.Category category) {
        faults.computeIfAbsent(method, name -> new ArrayDeque<>()).add(new Fault(When.BEFORE, category));
    }

    /**
     * The next call of a method is carried out, then fails with a timeout: the caller cannot know; repeatable.
     *
     * @param method the name of a method of {@link MessageStore}
     */
    public synchronized void loseNextAnswer(String method) {
        faults.computeIfAbsent(method, name -> new ArrayDeque<>())
                .add(new Fault(When.AFTER, StoreException.Category.TIMEOUT));
    }

    /**
     * The next call of a method throws what no store should, without having done anything.
     *
     * @param method the name of a method of {@link MessageStore}
     * @param error what it throws
     */
    public synchronized void throwNext(String method, Error error) {
        errors.put(method, error);
    }

    /**
     * Every call of a method fails until {@link #recover}.
     *
     * @param method the name of a method of {@link MessageStore}
     * @param category how it fails
     */
    public synchronized void breakDown(String method, StoreException.Category category) {
        outages.put(method, category);
    }

    /**
     * Every call of a method waits until {@link #recover}, a minute at most, then is carried out.
     *
     * @param method the name of a method of {@link MessageStore}
     */
    public synchronized void hang(String method) {
        hangs.putIfAbsent(method, new CountDownLatch(1));
    }

    /** Ends all faults and lets hanging calls go on. */
    public synchronized void recover() {
        faults.clear();
        errors.clear();
        outages.clear();
        hangs.values().forEach(CountDownLatch::countDown);
        hangs.clear();
    }

    /**
     * How often a method was called.
     *
     * @param method the name of a method of {@link MessageStore}
     * @return the number of calls, failed ones included
     */
    public synchronized int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    /**
     * How many calls hang now.
     *
     * @return the number of waiting calls
     */
    public synchronized int hanging() {
        return hanging;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        awaitRelease(name);
        Error error = takeError(name);
        if (error != null) {
            throw error;
        }
        Fault fault = nextFault(name);
        if (fault != null && fault.when() == When.BEFORE) {
            throw new StoreException(fault.category(), name + " fails on demand");
        }
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
        if (fault != null) {
            throw new StoreException(fault.category(), "the answer of " + name + " is lost on demand");
        }
        return result;
    }

    private void awaitRelease(String name) throws InterruptedException {
        CountDownLatch latch;
        synchronized (this) {
            calls.merge(name, 1, Integer::sum);
            latch = hangs.get(name);
            if (latch == null) {
                return;
            }
            hanging++;
        }
        try {
            if (!latch.await(HANG_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreException(StoreException.Category.TIMEOUT, name + " was never released");
            }
        } finally {
            synchronized (this) {
                hanging--;
            }
        }
    }

    private synchronized @Nullable Error takeError(String name) {
        return errors.remove(name);
    }

    private synchronized @Nullable Fault nextFault(String name) {
        StoreException.Category outage = outages.get(name);
        if (outage != null) {
            return new Fault(When.BEFORE, outage);
        }
        Deque<Fault> waiting = faults.get(name);
        return waiting == null ? null : waiting.poll();
    }
}
