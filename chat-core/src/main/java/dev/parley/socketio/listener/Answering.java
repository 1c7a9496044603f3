package dev.parley.socketio.listener;

import dev.parley.socketio.event.Event;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Answers an event with what a function returned. */
public final class Answering {

    private Answering() {}

    /**
     * Answers with {@code result}, or with what it completes with if it is a stage; {@code failed} takes what a stage failed with, and
     * a late answer that cannot be encoded.
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

    /** On whatever thread completed the stage: nobody there would see an exception. */
    private static void answerLater(Event event, @Nullable Object value, BiConsumer<Event, Throwable> failed) {
        try {
            event.ack().send(value);
        } catch (Throwable unencodable) {
            failed.accept(event, unencodable);
        }
    }
}
