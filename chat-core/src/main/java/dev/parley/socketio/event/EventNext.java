package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/** Ends a {@link SocketMiddleware}'s turn. The first call counts; thread-safe, may be called later. */
public interface EventNext {

    /** Goes on with the event as it is. */
    void proceed();

    /**
     * Goes on with another event in its place.
     *
     * @param name the name that the listeners see
     * @param args the arguments that the listeners see
     */
    void proceed(String name, @Nullable Object... args);

    /**
     * Drops the event: no listener gets it, the socket's error listeners get the cause, and a peer that asked for an answer
     * gets a negative one.
     *
     * @param cause why
     */
    void refuse(Throwable cause);
}
