package dev.parley.socketio.listener;

import dev.parley.socketio.event.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Listeners of one kind, in order; the same listener may be registered twice. Copy-on-write. */
public final class Listeners<T> {

    private final List<Slot<T>> slots = new CopyOnWriteArrayList<>();

    /** A registration; equal only to itself. */
    private static final class Slot<T> {

        private final Consumer<T> listener;

        Slot(Consumer<T> listener) {
            this.listener = listener;
        }
    }

    public Subscription add(Consumer<T> listener) {
        Slot<T> slot = new Slot<>(Objects.requireNonNull(listener, "listener"));
        slots.add(slot);
        return () -> slots.remove(slot);
    }

    public boolean isEmpty() {
        return slots.isEmpty();
    }

    public List<Consumer<T>> all() {
        List<Consumer<T>> all = new ArrayList<>(slots.size());
        slots.forEach(slot -> all.add(slot.listener));
        return all;
    }
}
