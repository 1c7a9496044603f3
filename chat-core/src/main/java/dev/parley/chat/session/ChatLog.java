package dev.parley.chat.session;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.room.ChatConnection;
import dev.parley.runtime.FailureLog;
import dev.parley.socketio.handshake.Handshake;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The operator's log of an engine, one line per event, with details as key-value pairs: its start and end under {@code
 * dev.parley.chat}; connections, disconnections and refusals under {@code dev.parley.chat.connections}, which can be
 * turned down. Ids only: no names or contents. Refusals, which clients can cause in bulk, are limited to one line a
 * minute for each code.
 */
public final class ChatLog {

    private static final Logger ENGINE = LoggerFactory.getLogger("dev.parley.chat");
    private static final Logger CONNECTIONS = LoggerFactory.getLogger("dev.parley.chat.connections");

    private final FailureLog refusals;

    public ChatLog(LongSupplier nanoTime) {
        this.refusals = new FailureLog(CONNECTIONS, nanoTime);
    }

    /** Failures of the engine that are logged once a minute. */
    public static FailureLog failures(LongSupplier nanoTime) {
        return new FailureLog(ENGINE, nanoTime);
    }

    public static void started() {
        ENGINE.info("chat engine started");
    }

    public static void draining(int connections, Duration window) {
        ENGINE.atInfo()
                .addKeyValue("connections", connections)
                .addKeyValue("window", window)
                .log("clients are moving to other servers");
    }

    public static void stopping(int connections) {
        ENGINE.atInfo().addKeyValue("connections", connections).log("chat engine is stopping");
    }

    public static void stopped(Throwable failure) {
        ENGINE.atError().setCause(failure).log("chat engine did not stop in good order");
    }

    public static void stopped() {
        ENGINE.info("chat engine stopped");
    }

    static void connected(ChatConnection connection, int connections) {
        CONNECTIONS
                .atInfo()
                .addKeyValue("socket", connection.id())
                .addKeyValue("user", connection.user().id())
                .addKeyValue("guest", connection.guest())
                .addKeyValue("connections", connections)
                .log("connected");
    }

    static void disconnected(ChatConnection connection, String reason, int connections) {
        CONNECTIONS
                .atInfo()
                .addKeyValue("socket", connection.id())
                .addKeyValue("user", connection.user().id())
                .addKeyValue("reason", reason)
                .addKeyValue("connections", connections)
                .log("disconnected");
    }

    /** A refused handshake. */
    void refused(Handshake handshake, String code) {
        refusals.log(
                Level.INFO,
                code,
                "connection refused",
                line -> line.addKeyValue("address", handshake.address()).addKeyValue("code", code));
    }

    /** A connection refused after its handshake was accepted. */
    void refused(ChatConnection connection, String code) {
        refusals.log(
                Level.INFO,
                code,
                "connection refused",
                line -> line.addKeyValue("socket", connection.id())
                        .addKeyValue("user", connection.user().id())
                        .addKeyValue("code", code));
    }

    /** A connection closed by the engine: kicked, or with an expired token. */
    static void cut(ChatConnection connection, ChatException why) {
        CONNECTIONS
                .atInfo()
                .addKeyValue("socket", connection.id())
                .addKeyValue("user", connection.user().id())
                .addKeyValue("code", why.code())
                .log("connection cut");
    }
}
