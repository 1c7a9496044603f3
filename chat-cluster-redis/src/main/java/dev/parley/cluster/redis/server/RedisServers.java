package dev.parley.cluster.redis.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis a bus uses, how it is found, and how a bus signs in. Immutable; its text shows no password.
 *
 * <pre>{@code
 * RedisServers.at("rediss://redis.example.com").user("parley").password(secrets::redisPassword).tls(context).build();
 * RedisServers.sentinels("mymaster", "10.0.0.1:26379", "10.0.0.2:26379", "10.0.0.3:26379").build();
 * RedisServers.cluster("10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379").build();
 * }</pre>
 */
public final class RedisServers {

    /** How the server is found. */
    public enum Kind {
        /** There is one server. */
        SINGLE,
        /** Sentinels say which server is the master. */
        SENTINEL,
        /** The keys are spread over the servers of a Redis Cluster. */
        CLUSTER
    }

    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MAX_ADDRESSES = 1_000;

    private final Builder values;

    private RedisServers(Builder values) {
        this.values = values;
    }

    /**
     * One server.
     *
     * @param url {@code redis://user:password@host:port/database}, or {@code rediss://…} for TLS; user, password, port (6379) and
     *     database (0) may be missing. What is special in user and password is percent-encoded
     * @return a builder, with what the address says
     * @throws IllegalArgumentException if it is no such address
     */
    public static Builder at(String url) {
        RedisUrl parsed = RedisUrl.of(url);
        Builder builder = new Builder(Kind.SINGLE, List.of(parsed.address()), null);
        builder.database = parsed.database();
        builder.user = parsed.user();
        builder.tls = parsed.tls();
        String password = parsed.password();
        return password == null ? builder : builder.password(password.toCharArray());
    }

    /**
     * The master that sentinels name. They are asked whenever a connection is made, one after the other until one answers.
     *
     * @param master the name of the master
     * @param addresses 1 to 1,000 of {@code host:port} or {@code host}; the port is 26379 unless said otherwise
     * @return a builder
     * @throws IllegalArgumentException if a name is empty, or an address is none
     */
    public static Builder sentinels(String master, String... addresses) {
        if (master.isEmpty()) {
            throw new IllegalArgumentException("the name of the master is empty");
        }
        return new Builder(Kind.SENTINEL, parsed(addresses, SENTINEL_PORT), master);
    }

    /**
     * A Redis Cluster, of Redis 7 or later.
     *
     * @param addresses of some of its servers, which tell the others: 1 to 1,000 of {@code host:port} or {@code host}; the port is 6379
     *     unless said otherwise
     * @return a builder
     * @throws IllegalArgumentException if an address is none
     */
    public static Builder cluster(String... addresses) {
        return new Builder(Kind.CLUSTER, parsed(addresses, PORT), null);
    }

    private static List<InetSocketAddress> parsed(String[] addresses, int port) {
        if (addresses.length == 0 || addresses.length > MAX_ADDRESSES) {
            throw new IllegalArgumentException(addresses.length + " addresses, must be 1 to " + MAX_ADDRESSES);
        }
        List<InetSocketAddress> all = new ArrayList<>();
        for (String each : addresses) {
            all.add(RedisUrl.hostAndPort(each, port));
        }
        return List.copyOf(all);
    }

    /**
     * How the server is found.
     *
     * @return for which of them a connection asks
     */
    public Kind kind() {
        return values.kind;
    }

    /**
     * Where to begin.
     *
     * @return the server, or the sentinels, or some servers of a cluster; unresolved, not empty, immutable
     */
    public List<InetSocketAddress> addresses() {
        return values.addresses;
    }

    /**
     * The name by which sentinels know the master.
     *
     * @return null unless there are sentinels
     */
    public @Nullable String master() {
        return values.master;
    }

    /**
     * The number of the database.
     *
     * @return 0 in a cluster
     */
    public int database() {
        return values.database;
    }

    /**
     * Who signs in.
     *
     * @return null if nobody does
     */
    public @Nullable RedisLogin login() {
        Supplier<char[]> password = values.password;
        return password == null ? null : new RedisLogin(values.user, password);
    }

    /**
     * How connections to servers are encrypted.
     *
     * @return null if they are not
     */
    public @Nullable RedisTls tls() {
        return values.tls ? new RedisTls(values.context, values.verifyHostName) : null;
    }

    /**
     * Who signs in to sentinels.
     *
     * @return null if nobody does
     */
    public @Nullable RedisLogin sentinelLogin() {
        Supplier<char[]> password = values.sentinelPassword;
        return password == null ? null : new RedisLogin(values.sentinelUser, password);
    }

    /**
     * How connections to sentinels are encrypted.
     *
     * @return null if they are not
     */
    public @Nullable RedisTls sentinelTls() {
        return Objects.requireNonNullElse(values.sentinelTls, values.tls)
                ? new RedisTls(values.context, values.verifyHostName)
                : null;
    }

    /** The addresses, without user and password. */
    @Override
    public String toString() {
        String scheme = values.tls ? "rediss://" : "redis://";
        String hosts = values.addresses.stream()
                .map(each -> each.getHostString() + ':' + each.getPort())
                .collect(Collectors.joining(","));
        return switch (values.kind) {
            case SINGLE -> scheme + hosts;
            case SENTINEL -> scheme + values.master + " of sentinels " + hosts;
            case CLUSTER -> scheme + "cluster of " + hosts;
        };
    }

    /** Settings. Used by one thread. */
    public static final class Builder {

        private final Kind kind;
        private final List<InetSocketAddress> addresses;
        private final @Nullable String master;
        private int database;
        private @Nullable String user;
        private @Nullable Supplier<char[]> password;
        private boolean tls;
        private @Nullable SSLContext context;
        private boolean verifyHostName = true;
        private @Nullable String sentinelUser;
        private @Nullable Supplier<char[]> sentinelPassword;
        private @Nullable Boolean sentinelTls;

        private Builder(Kind kind, List<InetSocketAddress> addresses, @Nullable String master) {
            this.kind = kind;
            this.addresses = addresses;
            this.master = master;
        }

        private Builder(Builder from) {
            this(from.kind, from.addresses, from.master);
            database = from.database;
            user = from.user;
            password = from.password;
            tls = from.tls;
            context = from.context;
            verifyHostName = from.verifyHostName;
            sentinelUser = from.sentinelUser;
            sentinelPassword = from.sentinelPassword;
            sentinelTls = from.sentinelTls;
        }

        /**
         * The number of the database.
         *
         * @param number 0 or more; 0 unless said otherwise. A cluster has only that
         * @return this
         */
        public Builder database(int number) {
            if (number < 0) {
                throw new IllegalArgumentException("database " + number + ", must be 0 or more");
            }
            database = number;
            return this;
        }

        /**
         * Who signs in; a password is needed too.
         *
         * @param name a user of the access control lists; the default user unless said otherwise
         * @return this
         */
        public Builder user(String name) {
            user = Objects.requireNonNull(name, "user");
            return this;
        }

        /**
         * The password.
         *
         * @param secret is copied
         * @return this
         */
        public Builder password(char[] secret) {
            char[] copy = secret.clone();
            return password(copy::clone);
        }

        /**
         * Where the password comes from, so that it can change.
         *
         * @param source asked for whenever a connection is made, by threads of the bus. What it throws counts as a failed connection
         * @return this
         */
        public Builder password(Supplier<char[]> source) {
            password = Objects.requireNonNull(source, "password");
            return this;
        }

        /**
         * Connections are encrypted, also those to sentinels. Those whom the JVM trusts are trusted.
         *
         * @return this
         */
        public Builder tls() {
            tls = true;
            return this;
        }

        /**
         * Connections are encrypted, also those to sentinels.
         *
         * @param trusted says who is trusted and, if Redis asks for a certificate, who this is
         * @return this
         */
        public Builder tls(SSLContext trusted) {
            context = Objects.requireNonNull(trusted, "tls");
            return tls();
        }

        /**
         * Whether the certificate of a server has to name the host, or the address, that is connected to. Sentinels and clusters
         * often tell addresses.
         *
         * @param wanted true unless said otherwise
         * @return this
         */
        public Builder verifyHostName(boolean wanted) {
            verifyHostName = wanted;
            return this;
        }

        /**
         * Who signs in to sentinels; a password for them is needed too.
         *
         * @param name the default user unless said otherwise
         * @return this
         */
        public Builder sentinelUser(String name) {
            sentinelUser = Objects.requireNonNull(name, "sentinelUser");
            return this;
        }

        /**
         * The password for sentinels.
         *
         * @param secret is copied. None unless said otherwise
         * @return this
         */
        public Builder sentinelPassword(char[] secret) {
            char[] copy = secret.clone();
            return sentinelPassword(copy::clone);
        }

        /**
         * Where the password for sentinels comes from.
         *
         * @param source as for {@link #password(Supplier)}
         * @return this
         */
        public Builder sentinelPassword(Supplier<char[]> source) {
            sentinelPassword = Objects.requireNonNull(source, "sentinelPassword");
            return this;
        }

        /**
         * Whether connections to sentinels are encrypted.
         *
         * @param wanted as those to servers unless said otherwise
         * @return this
         */
        public Builder sentinelTls(boolean wanted) {
            sentinelTls = wanted;
            return this;
        }

        /**
         * The servers.
         *
         * @return immutable
         * @throws IllegalArgumentException if there is a user without a password, a database in a cluster, or something for sentinels
         *     where there are none
         */
        public RedisServers build() {
            if ((user != null && password == null) || (sentinelUser != null && sentinelPassword == null)) {
                throw new IllegalArgumentException("a user without a password");
            }
            if (kind == Kind.CLUSTER && database != 0) {
                throw new IllegalArgumentException("database " + database + ", a cluster has only 0");
            }
            if (kind != Kind.SENTINEL && (sentinelPassword != null || sentinelTls != null)) {
                throw new IllegalArgumentException("settings of sentinels, and there are none");
            }
            return new RedisServers(new Builder(this));
        }
    }
}
