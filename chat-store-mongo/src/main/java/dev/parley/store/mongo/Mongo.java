package dev.parley.store.mongo;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Access to the collections: prepares them on the first call that reaches the server, so that a store can be created
 * while MongoDB is down, and converts every failure to a {@link StoreException}. Concurrent calls share one preparation
 * and its failure: one timeout, not one after the other.
 */
final class Mongo {

    private final MongoDatabase database;
    private final String prefix;
    private final WriteConcern writeConcern;
    private final LongWork longWork;
    private final ChatCollections collections;
    private final AtomicReference<CompletableFuture<Void>> preparing = new AtomicReference<>();
    private volatile boolean prepared;
    private volatile boolean closed;

    Mongo(MongoDatabase database, String prefix, WriteConcern writeConcern, LongWork longWork) {
        this.database = database;
        this.prefix = prefix;
        this.writeConcern = writeConcern;
        this.longWork = longWork;
        this.collections = collections(database);
    }

    private ChatCollections collections(MongoDatabase in) {
        return ChatCollections.of(in, prefix, writeConcern);
    }

    <T> T call(Function<ChatCollections, T> work) {
        return translated(() -> work.apply(collections));
    }

    /** Runs work that may take a long time. */
    <T> T callLong(Function<MongoDatabase, T> work) {
        return translated(() -> longWork.run(work));
    }

    private <T> T translated(Work<T> work) {
        checkOpen();
        try {
            prepare();
            return work.run();
        } catch (StoreException | IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw MongoFailures.translate(e);
        }
    }

    private interface Work<T> {
        T run();
    }

    private void prepare() {
        if (prepared) {
            return;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = preparing.compareAndExchange(null, mine);
        if (other != null) {
            join(other);
            return;
        }
        try {
            makeReady();
            prepared = true;
            mine.complete(null);
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            preparing.set(null);
        }
    }

    private static void join(CompletableFuture<Void> other) {
        try {
            other.join();
        } catch (CompletionException e) {
            StoreException failure = e.getCause() instanceof StoreException store
                    ? store
                    : MongoFailures.translate(e.getCause() instanceof RuntimeException cause ? cause : e);
            // A new exception per caller: its stack trace shows who waited.
            throw new StoreException(failure.category(), String.valueOf(failure.getMessage()), failure);
        }
    }

    private void makeReady() {
        collections.checkVersion();
        List<ChatCollections.Index> missing = collections.missingIndexes();
        if (!missing.isEmpty()) {
            longWork.run(slow -> {
                collections(slow).make(missing);
                return true;
            });
        }
    }

    /** Describes the database for the operator; no credentials. */
    String describe() {
        return "MongoDB, database " + database.getName();
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
