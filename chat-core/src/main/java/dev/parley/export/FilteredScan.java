package dev.parley.export;

import dev.parley.model.Message;
import dev.parley.store.Head;
import dev.parley.store.MessageScan;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A scan that skips messages a predicate rejects. Not thread-safe. */
final class FilteredScan implements MessageScan {

    private final MessageScan all;
    private final Predicate<Message> wanted;
    private @Nullable Message next;

    FilteredScan(MessageScan all, Predicate<Message> wanted) {
        this.all = all;
        this.wanted = wanted;
    }

    @Override
    public Head head() {
        return all.head();
    }

    @Override
    public boolean hasNext() {
        while (next == null && all.hasNext()) {
            Message message = all.next();
            next = wanted.test(message) ? message : null;
        }
        return next != null;
    }

    @Override
    public Message next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("end of the scan of " + head().room());
        }
        Message message = next;
        next = null;
        return message;
    }

    @Override
    public void close() {
        all.close();
    }
}
