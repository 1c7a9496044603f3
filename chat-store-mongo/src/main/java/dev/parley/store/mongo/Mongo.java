package dev.parley.store.mongo;

import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.function.Function;

/**
 * The way to the collections: prepares them with the first call that reaches the server, so that a store can be made while
 * MongoDB is down, and turns every failure into a {@link StoreException}.
 *
 * <p>{@code prepared} is guarded by this object while indexes are made, and only ever turns true.
 */
final class Mongo {

    private final ChatCollections collections;
    private volatile boolean prepared;
    private volatile boolean closed;

    Mongo(ChatCollections collections) {
        this.collections = collections;
    }

    <T> T call(Function<ChatCollections, T> work) {
        checkOpen();
        try {
            prepare();
            return work.apply(collections);
        } catch (StoreException | IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw MongoFailures.translate(e);
        }
    }

    private void prepare() {
        if (!prepared) {
            synchronized (this) {
                if (!prepared) {
                    collections.prepare();
                    prepared = true;
                }
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreException(Category.CLOSED, "the store is closed");
        }
    }
}
