package dev.parley.engineio.session;

import dev.parley.transport.Completion;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it is told. */
final class CountedCompletions implements Completion {

    final AtomicInteger expected = new AtomicInteger();
    final AtomicInteger told = new AtomicInteger();

    @Override
    public void succeed() {
        told.incrementAndGet();
    }

    @Override
    public void fail(Throwable cause) {
        told.incrementAndGet();
    }
}
