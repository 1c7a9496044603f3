package dev.parley.spring;

import dev.parley.chat.policy.RoomKind;
import dev.parley.chat.policy.RoomMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The properties {@code parley.*}.
 *
 * @param enabled Whether the engine is configured at all.
 * @param path Path under which clients reach the engine.
 * @param guests Whether clients without a token are let in under a name of their own choice.
 * @param uniqueNames Whether two users may not have the same display name, or names that look alike, at the same time.
 * @param reservedNames Names that no guest may take, besides those that are always reserved.
 * @param roomMode Whether a connection may be in one room at a time or in several.
 * @param freeRooms Whether rooms come into being when somebody joins them; otherwise only those in parley.rooms exist.
 * @param rooms Rooms that exist from the start; names, or entries with name, kind, title, topic and invited.
 * @param compatibility Whether clients with other event names and payloads are understood, see docs/events.md.
 * @param limits Limits of the engine by name in kebab case, such as message-burst; times as 10s, sizes as 16MB.
 * @param pingInterval How often a client is asked whether it is there.
 * @param pingTimeout How long a client may take to answer that.
 * @param maxPayload Largest message or request body of a client.
 * @param allowEio3 Whether Socket.IO 2 clients are served.
 * @param cors Which other origins may connect.
 * @param cookie The cookie for load balancers.
 * @param recovery Recovery of connections that were lost for a short time.
 * @param server Where the engine is served.
 * @param shutdown How the engine ends with the application.
 * @param store Where messages are kept.
 */
@ConfigurationProperties("parley")
public record ParleyProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/socket.io/") String path,
        @DefaultValue("false") boolean guests,
        @DefaultValue("false") boolean uniqueNames,
        @DefaultValue Set<String> reservedNames,
        @DefaultValue("exclusive") RoomMode roomMode,
        @DefaultValue("true") boolean freeRooms,
        @DefaultValue List<Room> rooms,
        @DefaultValue("false") boolean compatibility,
        @DefaultValue Map<String, String> limits,
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("20s") Duration pingTimeout,
        @DefaultValue("1000000B") DataSize maxPayload,
        @DefaultValue("false") boolean allowEio3,
        @DefaultValue Cors cors,
        @DefaultValue Cookie cookie,
        @DefaultValue Recovery recovery,
        @DefaultValue Server server,
        @DefaultValue Shutdown shutdown,
        @DefaultValue Store store) {

    /**
     * A room that exists from the start.
     *
     * @param name Name of the room.
     * @param kind Who may read and write: open, announcement or private.
     * @param title What a client shows; the name unless given.
     * @param topic A sentence about the room.
     * @param invited Ids of the users who may join a private room.
     */
    public record Room(
            String name,
            @DefaultValue("open") RoomKind kind,
            @Nullable String title,
            @DefaultValue("") String topic,
            @DefaultValue Set<String> invited) {

        /**
         * An open room, for properties that give names only.
         *
         * @param name the name
         * @return the room
         */
        public static Room valueOf(String name) {
            return new Room(name, RoomKind.OPEN, null, "", Set.of());
        }
    }

    /**
     * Which other origins may connect.
     *
     * @param origins Exact origins such as https://chat.example, or * for all; none by default.
     * @param credentials Whether pages of other origins may send cookies.
     */
    public record Cors(
            @DefaultValue Set<String> origins,
            @DefaultValue("false") boolean credentials) {}

    /**
     * The cookie with the session's id, by which a load balancer finds the node of a client.
     *
     * @param enabled Whether the cookie is set.
     * @param name Name of the cookie.
     * @param path Path of the cookie.
     * @param sameSite Strict, Lax or None.
     * @param secure Whether the cookie goes over TLS only.
     */
    public record Cookie(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("io") String name,
            @DefaultValue("/") String path,
            @DefaultValue("Lax") String sameSite,
            @DefaultValue("false") boolean secure) {}

    /**
     * Recovery of lost connections.
     *
     * @param window How long after its loss a connection may be taken up again; no recovery unless set.
     */
    public record Recovery(@Nullable Duration window) {}

    /**
     * Where the engine is served.
     *
     * @param mode On the application's web server (shared), on a port of its own (own-port), or nowhere (none).
     * @param port Port of its own, with mode own-port; 0 for any free one.
     * @param host Address to listen on, with mode own-port; all unless set.
     * @param compression Whether WebSocket messages are compressed, with a Jetty; not by default.
     */
    public record Server(
            @DefaultValue("shared") Mode mode,
            @DefaultValue("9092") int port,
            @Nullable String host,
            @DefaultValue("false") boolean compression) {}

    /** Where the engine is served. */
    public enum Mode {
        /** On the application's web server: inside Tomcat, or in front of the application in Jetty. */
        SHARED,
        /** On a Jetty of its own; needs {@code chat-transport-jetty}. */
        OWN_PORT,
        /** Nowhere, or by the application itself, with a transport of its choice. */
        NONE
    }

    /**
     * The end of the engine, with the application.
     *
     * @param timeout How long the application waits for the engine to end its connections and store what it took.
     */
    public record Shutdown(@DefaultValue("20s") Duration timeout) {}

    /**
     * Where messages are kept.
     *
     * @param type What keeps messages; found by the application's DataSource or MongoClient by default.
     * @param database Name of the database, with MongoDB.
     * @param prefix Prefix of the collections, with MongoDB.
     * @param file Path of the database file, with SQLite.
     */
    public record Store(
            @DefaultValue("auto") StoreType type,
            @DefaultValue("parley") String database,
            @Nullable String prefix,
            @DefaultValue("parley.db") Path file) {}

    /** What keeps messages. */
    public enum StoreType {
        /** The application's {@code DataSource} or {@code MongoClient}, if the module of the store is there; else memory. */
        AUTO,
        /** The application's {@code DataSource}, of PostgreSQL; needs {@code chat-store-jdbc}. */
        JDBC,
        /** The application's {@code MongoClient}; needs {@code chat-store-mongo}. */
        MONGO,
        /** A file; needs {@code chat-store-jdbc} and {@code sqlite-jdbc}. */
        SQLITE,
        /** The memory of the process: everything is gone with it. */
        MEMORY
    }
}
