package dev.parley.socketio.listener;

import dev.parley.socketio.event.Event;
import java.util.function.Consumer;

/** A listener that receives neither the event nor its ack, and so never acknowledges. */
public record SilentListener(Consumer<Event> listener) implements Listener, Consumer<Event> {

    @Override
    public void accept(Event event) {
        listener.accept(event);
    }

    @Override
    public void call(Event event) {
        listener.accept(event);
    }

    @Override
    public boolean canAnswer() {
        return false;
    }
}
