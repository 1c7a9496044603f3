package dev.parley.chat.room;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** How far an inbox was sent to a user's devices here; unknown until the first time. Guarded by {@code this}. */
public final class InboxPosition {

    private long number = -1;

    /** Where a device begins that has just connected: everything up to here is in the user's list. */
    public synchronized void begin(long newest) {
        if (number < 0) {
            number = newest;
        }
    }

    /** Whether something may have been added that was not sent, if the newest has that number. */
    public synchronized boolean isBehind(long newest) {
        return number < newest;
    }

    /** Whether nothing can be missing between what was sent and the item that was just added. */
    public synchronized boolean isNext(long added) {
        return number < 0 || added <= number + 1;
    }

    /** The number after which to read, if the item with the number {@code added} was added; below 0 if that is not known. */
    public synchronized long readAfter(long added) {
        return number < 0 ? added - 1 : number;
    }

    /** Sends what was not sent yet, in order; returns whether there was any. {@code send} must be fast. */
    public synchronized <T> boolean advance(List<T> ascending, ToLongFunction<T> numbers, Consumer<T> send) {
        boolean sent = false;
        for (T item : ascending) {
            if (numbers.applyAsLong(item) > number) {
                number = numbers.applyAsLong(item);
                send.accept(item);
                sent = true;
            }
        }
        return sent;
    }
}
