package dev.parley.socketio.event;

import org.jspecify.annotations.Nullable;

/** Ends a {@link SocketMiddleware}'s turn. Only the first call counts; thread-safe, may be called later. */
public interface EventNext {

    /** Continues with the unchanged event. */
    void proceed();

    /**
     * Continues with another event in its place.
     *
     * @param name the name that listeners see
     * @param args the arguments that listeners see
     */
    void proceed(String name, @Nullable Object... args);

    /**
     * Drops the event: no listener receives it, the socket's error listeners receive the cause, and a peer that
     * requested an acknowledgement gets a negative one.
     *
     * @param cause the reason
     */
    void refuse(Throwable cause);
}
