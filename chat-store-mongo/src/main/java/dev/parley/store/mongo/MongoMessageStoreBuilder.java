package dev.parley.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.parley.store.Inbox;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Builder of a {@link MongoMessageStore}. Requires {@link #uri} or {@link #client}; the last call wins. Not thread-safe. */
public final class MongoMessageStoreBuilder {

    /** The database if neither the builder nor the connection string names one. */
    public static final String DEFAULT_DATABASE = "parley";

    /** Default prefix of the collection names. */
    public static final String DEFAULT_PREFIX = "parley_";

    /** Default timeout of an exchange with the server: 10 seconds. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private @Nullable String uri;
    private @Nullable MongoClient client;
    private @Nullable String database;
    private String prefix = DEFAULT_PREFIX;
    private WriteConcern writeConcern = WriteConcern.MAJORITY;
    private Duration timeout = DEFAULT_TIMEOUT;
    private int inboxCapacity = Inbox.DEFAULT_CAPACITY;

    MongoMessageStoreBuilder() {}

    /**
     * Sets the database.
     *
     * @param name the name; by default that of the connection string, or {@value #DEFAULT_DATABASE}
     * @return this builder
     */
    public MongoMessageStoreBuilder database(String name) {
        database = name;
        return this;
    }

    /**
     * Sets the prefix of the collection names, so that several chats can share a database.
     *
     * @param collectionPrefix may be empty; {@value #DEFAULT_PREFIX} by default
     * @return this builder
     */
    public MongoMessageStoreBuilder prefix(String collectionPrefix) {
        prefix = collectionPrefix;
        return this;
    }

    /**
     * Sets the write concern.
     *
     * @param concern an acknowledged one; {@link WriteConcern#MAJORITY} by default
     * @return this builder
     * @throws IllegalArgumentException if the concern does not acknowledge writes
     */
    public MongoMessageStoreBuilder writeConcern(WriteConcern concern) {
        if (!concern.isAcknowledged()) {
            throw new IllegalArgumentException("write concern " + concern + " does not acknowledge writes");
        }
        writeConcern = concern;
        return this;
    }

    /**
     * Sets the timeout of each exchange with the server, including server selection and the driver's retries. Most
     * calls consist of a few exchanges, and an unreachable server fails the first. Creating indexes and {@link
     * MongoMessageStore#importFrom} may take longer. Has no effect on a client supplied by the caller.
     *
     * @param bound 100 milliseconds to 10 minutes; {@link #DEFAULT_TIMEOUT} by default
     * @return this builder
     * @throws IllegalArgumentException if out of range
     */
    public MongoMessageStoreBuilder timeout(Duration bound) {
        if (bound.compareTo(Duration.ofMillis(100)) < 0 || bound.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("timeout " + bound + ", must be 100 milliseconds to 10 minutes");
        }
        timeout = bound;
        return this;
    }

    /**
     * Sets the capacity of each inbox, beyond which the oldest notifications are evicted.
     *
     * @param items 1 or more; {@link Inbox#DEFAULT_CAPACITY} by default
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public MongoMessageStoreBuilder inboxCapacity(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("inbox capacity " + items + ", must be 1 or more");
        }
        inboxCapacity = items;
        return this;
    }

    /**
     * Sets the server. The store then creates its own client and closes it.
     *
     * @param connectionString a MongoDB connection string; {@link #timeout} overrides its time limits
     * @return this builder
     */
    public MongoMessageStoreBuilder uri(String connectionString) {
        uri = Objects.requireNonNull(connectionString, "connectionString");
        client = null;
        return this;
    }

    /**
     * Uses a client of the caller, which stays open when the store is closed.
     *
     * @param mongoClient the client; its own timeouts apply, to {@link MongoMessageStore#importFrom} too
     * @return this builder
     */
    public MongoMessageStoreBuilder client(MongoClient mongoClient) {
        client = Objects.requireNonNull(mongoClient, "mongoClient");
        uri = null;
        return this;
    }

    /**
     * Builds the store, without waiting for the server.
     *
     * @return the store, to be closed
     * @throws IllegalStateException if neither {@link #uri} nor {@link #client} was called
     * @throws IllegalArgumentException if the connection string is malformed
     */
    public MongoMessageStore build() {
        if (client != null) {
            MongoDatabase named = client.getDatabase(database == null ? DEFAULT_DATABASE : database);
            return store(named, LongWork.in(named), null);
        }
        if (uri == null) {
            throw new IllegalStateException("no server: call uri or client");
        }
        ConnectionString connection = new ConnectionString(uri);
        String inUri = connection.getDatabase();
        String name = database != null ? database : inUri != null ? inUri : DEFAULT_DATABASE;
        MongoClient own = MongoClients.create(settings(new ConnectionString(bounded(uri)), timeout));
        return store(own.getDatabase(name), LongWork.withClientsOf(settings(connection, LongWork.EXCHANGE), name), own);
    }

    private MongoMessageStore store(MongoDatabase named, LongWork longWork, @Nullable MongoClient ownClient) {
        Mongo mongo = new Mongo(named, prefix, writeConcern, longWork);
        return new MongoMessageStore(mongo, ownClient, inboxCapacity);
    }

    /** Bounds the time of each driver call, including its retries. */
    private String bounded(String text) {
        return text + (text.contains("?") ? "&" : text.indexOf('/', text.indexOf("//") + 2) < 0 ? "/?" : "?")
                + "timeoutMS=" + timeout.toMillis();
    }

    private MongoClientSettings settings(ConnectionString connection, Duration readTimeout) {
        int millis = (int) timeout.toMillis();
        return MongoClientSettings.builder()
                .applyConnectionString(connection)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(millis, TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(millis, TimeUnit.MILLISECONDS)
                        .readTimeout(readTimeout.toMillis(), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxWaitTime(millis, TimeUnit.MILLISECONDS))
                .build();
    }
}
