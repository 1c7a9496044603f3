package dev.parley.transport.vertx;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections without a request. The idle timeout of Vert.x is of no use for that, since it also ends connections
 * with a pending poll. One for each event loop, and called by it alone: while it does not read, it does not look either.
 */
final class IdleConnections {

    /**
     * A connection is closed at this look without a request in a row: the first may come at once, and from then on the timeout passes. Looks are
     * not made up for after a pause of the event loop, in which nothing was read either.
     */
    private static final int LOOKS = 4;

    /** Allows connections to close while they are looked at. */
    private final Map<HttpConnection, Watch> watches = new ConcurrentHashMap<>();

    private final Vertx vertx;
    private final long pauseMillis;
    private long timer;

    IdleConnections(Vertx vertx, long timeoutMillis) {
        this.vertx = vertx;
        this.pauseMillis = (timeoutMillis + LOOKS - 2) / (LOOKS - 1);
    }

    void start() {
        timer = vertx.setTimer(pauseMillis, id -> {
            look();
            start();
        });
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    /** A connection was opened. */
    void watch(HttpConnection connection) {
        watches.put(connection, new Watch());
        connection.closeHandler(ignored -> watches.remove(connection));
    }

    /** A request has arrived. A connection that is to be upgraded is not watched any longer. */
    void begun(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        if (request.headers().contains("Upgrade")) {
            watches.remove(connection);
            return;
        }
        Watch watch = watches.get(connection);
        if (watch != null) {
            watch.begun(request);
        }
    }

    private void look() {
        watches.forEach((connection, watch) -> {
            if (watch.isIdle()) {
                watches.remove(connection);
                connection.close();
            }
        });
    }

    private static final class Watch {

        /** Requests of which the response may be outstanding: one, or one for each stream of HTTP/2. */
        private final List<HttpServerRequest> requests = new ArrayList<>(1);

        private int looks;

        private void begun(HttpServerRequest request) {
            looks = 0;
            prune();
            requests.add(request);
        }

        private void prune() {
            requests.removeIf(
                    request -> request.response().ended() || request.response().closed());
        }

        private boolean isIdle() {
            prune();
            looks = requests.isEmpty() ? looks + 1 : 0;
            return looks >= LOOKS;
        }
    }
}
