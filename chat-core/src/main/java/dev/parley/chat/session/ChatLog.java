package dev.parley.chat.session;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.room.ChatConnection;
import dev.parley.runtime.FailureLog;
import dev.parley.socketio.handshake.Handshake;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What an operator reads of an engine, one line each, with what it is about as key-values: its start and end under
 * {@code dev.parley.chat}; who connects, disconnects and is refused under {@code dev.parley.chat.connections}, so that it can be
 * turned down. Ids only: neither names nor what was said or sent.
 * Refusals, which anybody can cause by the thousand, are a line a minute for each code.
 */
public final class ChatLog {

    private static final Logger ENGINE = LoggerFactory.getLogger("dev.parley.chat");
    private static final Logger CONNECTIONS = LoggerFactory.getLogger("dev.parley.chat.connections");

    private final FailureLog refusals;

    public ChatLog(LongSupplier nanoTime) {
        this.refusals = new FailureLog(CONNECTIONS, nanoTime);
    }

    public static void started() {
        ENGINE.info("chat engine started");
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

    /** A handshake that is not let in. */
    void refused(Handshake handshake, String code) {
        refusals.log(
                Level.INFO,
                code,
                "connection refused",
                line -> line.addKeyValue("address", handshake.address()).addKeyValue("code", code));
    }

    /** A connection that is not taken in although its handshake was. */
    void refused(ChatConnection connection, String code) {
        refusals.log(
                Level.INFO,
                code,
                "connection refused",
                line -> line.addKeyValue("socket", connection.id())
                        .addKeyValue("user", connection.user().id())
                        .addKeyValue("code", code));
    }

    /** A connection that is cut by the engine: kicked off the server, or with a token that has ended. */
    static void cut(ChatConnection connection, ChatException why) {
        CONNECTIONS
                .atInfo()
                .addKeyValue("socket", connection.id())
                .addKeyValue("user", connection.user().id())
                .addKeyValue("code", why.code())
                .log("connection cut");
    }
}
