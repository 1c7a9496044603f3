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

/**
 * Configures a {@link MongoMessageStore}. {@link #uri} or {@link #client} must be called; the last call counts. Not thread-safe.
 */
public final class MongoMessageStoreBuilder {

    /** The database if neither builder nor connection string names one. */
    public static final String DEFAULT_DATABASE = "parley";

    /** What the names of the collections begin with unless configured otherwise. */
    public static final String DEFAULT_PREFIX = "parley_";

    /** How long a call waits for the server unless configured otherwise: 10 seconds. */
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
     * Which database to use.
     *
     * @param name the name; that of the connection string, or {@value #DEFAULT_DATABASE}, if never called
     * @return this
     */
    public MongoMessageStoreBuilder database(String name) {
        database = name;
        return this;
    }

    /**
     * What the names of the collections begin with, so that several chats can share a database.
     *
     * @param collectionPrefix may be empty; {@value #DEFAULT_PREFIX} if never called
     * @return this
     */
    public MongoMessageStoreBuilder prefix(String collectionPrefix) {
        prefix = collectionPrefix;
        return this;
    }

    /**
     * What a write waits for before it is acknowledged.
     *
     * @param concern an acknowledged one; {@link WriteConcern#MAJORITY} if never called
     * @return this
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
     * How long each exchange of a call with the server may take, with finding the server and with what the driver tries again.
     * Most calls are a few exchanges, and a server that is gone or frozen ends the first. The making of indexes and {@link
     * MongoMessageStore#importFrom} may take longer. Has no effect on a client of the caller's.
     *
     * @param bound 100 milliseconds to 10 minutes; {@link #DEFAULT_TIMEOUT} if never called
     * @return this
     * @throws IllegalArgumentException if out of bounds
     */
    public MongoMessageStoreBuilder timeout(Duration bound) {
        if (bound.compareTo(Duration.ofMillis(100)) < 0 || bound.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("timeout " + bound + ", must be 100 milliseconds to 10 minutes");
        }
        timeout = bound;
        return this;
    }

    /**
     * How many notifications each inbox keeps; the oldest go first.
     *
     * @param items 1 or more; {@link Inbox#DEFAULT_CAPACITY} if never called
     * @return this
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
     * Where the server is. The store then has a client of its own, closed with it.
     *
     * @param connectionString a connection string of MongoDB; what it says about time limits gives way to {@link #timeout}
     * @return this
     */
    public MongoMessageStoreBuilder uri(String connectionString) {
        uri = Objects.requireNonNull(connectionString, "connectionString");
        client = null;
        return this;
    }

    /**
     * Uses a client of the caller's, which stays open when the store is closed.
     *
     * @param mongoClient the client; its own bounds on waiting hold, for {@link MongoMessageStore#importFrom} too
     * @return this
     */
    public MongoMessageStoreBuilder client(MongoClient mongoClient) {
        client = Objects.requireNonNull(mongoClient, "mongoClient");
        uri = null;
        return this;
    }

    /**
     * Makes the store. Does not wait for the server.
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

    /** Each call of the driver ends in time, with all that it tries again by itself. */
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
