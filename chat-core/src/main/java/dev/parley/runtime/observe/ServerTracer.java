package dev.parley.runtime.observe;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts a span for each piece of a server's work, for tracing. An {@linkplain ServerObserver#tracer observer} provides
 * it. All methods do nothing by default, and later versions may add methods.
 *
 * <p>Methods are called like those of an observer: inline, concurrently, by any thread; they must not block and must not
 * call the server. They must not throw either.
 *
 * <p>Names of events can be chosen by clients until the outcome says that the application knows them: bound them before
 * keeping anything per name.
 */
public interface ServerTracer {

    /** Traces nothing. */
    ServerTracer NOOP = new ServerTracer() {};

    /** What work belongs to, whichever thread performs it. Thread-safe. */
    interface Context {

        /** Nothing. */
        Context NONE = new Context() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> work) {
                return work.get();
            }
        };

        /**
         * Performs work on the calling thread as a part of this: what starts meanwhile on this thread is a child.
         *
         * @param <T> the type of the result
         * @param work called once; its exceptions are propagated
         * @return its result
         */
        <T extends @Nullable Object> T call(Supplier<T> work);

        /**
         * Performs work like {@link #call}, without a result.
         *
         * @param work called once; its exceptions are propagated
         */
        default void run(Runnable work) {
            this.<@Nullable Void>call(() -> {
                work.run();
                return null;
            });
        }
    }

    /** A piece of work in progress. Thread-safe. */
    interface Span extends Context {

        /** Is reported to nobody. */
        Span NONE = new Span() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> work) {
                return work.get();
            }

            @Override
            public void end(String outcome, @Nullable Throwable failure) {}
        };

        /**
         * Ends the span. Called once, on any thread, not necessarily the one that started it.
         *
         * @param outcome the outcome, one of a small number of constants
         * @param failure what was thrown, or null
         */
        void end(String outcome, @Nullable Throwable failure);
    }

    /**
     * Returns what the current work of this thread belongs to, to continue it on another thread.
     *
     * @return the context; {@link Context#NONE} if there is none
     */
    default Context current() {
        return Context.NONE;
    }

    /**
     * The handling of a client's event starts: middleware and listeners run within the span. Its outcome is that of
     * {@link ServerObserver#eventHandled} in lower case, or {@code abandoned} if the socket left before.
     *
     * @param namespace a namespace of the server
     * @param event its name, as given by the client
     * @param propagated returns the value that the client's handshake has for a name such as {@code traceparent}, from
     *     its auth payload or else its headers; null if it has none
     * @return the span
     */
    default Span eventStarted(String namespace, String event, Function<String, @Nullable String> propagated) {
        return Span.NONE;
    }

    /**
     * A chat command has arrived. The span includes the time in the queue behind the connection's earlier commands, and ends
     * with the answer; its outcome is {@code OK} or the error code.
     *
     * @param command its name, such as {@code chatMessage}; one of the catalogue
     * @return the span
     */
    default Span commandStarted(String command) {
        return Span.NONE;
    }

    /**
     * An event that asks for acknowledgements is being emitted. The span ends when all have arrived, with the outcome
     * {@code answered}, or when no more are waited for, with {@code unanswered}.
     *
     * @param namespace a namespace of the server
     * @param event its name, chosen by the application
     * @param recipients the number of sockets of this server that were asked
     * @return the span
     */
    default Span askStarted(String namespace, String event, int recipients) {
        return Span.NONE;
    }

    /**
     * A call of the message store starts, and is performed within the span. Its outcome is {@code ok} or {@code failed}. An
     * append that stores several messages in one call belongs to the first of them.
     *
     * @param operation the method, such as {@code append}; a constant
     * @return the span
     */
    default Span storeCallStarted(String operation) {
        return Span.NONE;
    }

    /**
     * An export of the log starts, and is performed within the span. Its outcome is {@code ok} or {@code failed}.
     *
     * @param what the name of the format, or {@code daily} for a run of the daily export; a constant
     * @return the span
     */
    default Span exportStarted(String what) {
        return Span.NONE;
    }
}
