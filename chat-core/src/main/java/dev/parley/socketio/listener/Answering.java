package dev.parley.socketio.listener;

import dev.parley.socketio.event.Event;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Acknowledges an event with the result of a function. */
public final class Answering {

    private Answering() {}

    /**
     * Acknowledges with {@code result}, or with the value it completes with if it is a stage; {@code failed} receives
     * the failure of a stage, and a late acknowledgement that cannot be encoded.
     */
    public static void answer(Event event, @Nullable Object result, BiConsumer<Event, Throwable> failed) {
        if (result instanceof CompletionStage<?> stage) {
            var unused = stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    answerLater(event, value, failed);
                } else {
                    failed.accept(event, failure);
                }
            });
        } else {
            event.ack().send(result);
        }
    }

    /** On the thread that completed the stage, where an exception would go unnoticed. */
    private static void answerLater(Event event, @Nullable Object value, BiConsumer<Event, Throwable> failed) {
        try {
            event.ack().send(value);
        } catch (Throwable unencodable) {
            failed.accept(event, unencodable);
        }
    }
}
