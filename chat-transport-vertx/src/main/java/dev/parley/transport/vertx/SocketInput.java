package dev.parley.transport.vertx;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.ReadBatch;
import dev.parley.transport.websocket.FrameReader;
import dev.parley.transport.websocket.WebSocketException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The input of a WebSocket, message by message: the next is read once the previous one is handled, and only then more is
 * fetched from the connection.
 *
 * <p>Everything is read and delivered on the context of the connection; what other threads set is guarded by this.
 */
final class SocketInput {

    /** Callbacks for control frames and the end of the input, on the context of the connection. */
    interface Control {

        /** A ping to be answered. */
        void ping(ByteBuffer payload);

        /** The client's close frame; nothing is read after it. */
        void closed(int code, String reason);

        /** The client violated the protocol or a limit. */
        void refuse(WebSocketException cause);

        /** The end of the input, without a close frame. */
        void lost(Throwable cause);
    }

    private record Ending(int code, String reason, @Nullable Throwable cause) {}

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FrameReader reader;
    private final Context context;
    private final Control control;
    private @Nullable NetSocket socket;
    private @Nullable FrameListener listener;

    private ByteBuffer left = NOTHING;
    /** How much of an incomplete message has been reported to the listener. */
    private int parts;
    /** Everything that was fetched is consumed, and more was asked for. */
    private boolean fetching;

    private boolean stopped;

    /** Guarded by this: reading is under way, or will be. Initially true, until the start. */
    private boolean reading = true;
    /** Guarded by this: the listener is handling a message. */
    private boolean held;

    /** Guarded by this. */
    private @Nullable Ending ending;

    SocketInput(int maxMessageBytes, Context context, Control control) {
        this.reader = new FrameReader(maxMessageBytes);
        this.context = context;
        this.control = control;
    }

    /** Starts reading, on the context of the connection, which is paused. */
    void start(NetSocket connection, FrameListener messages) {
        socket = connection;
        listener = messages;
        connection
                .handler(this::receive)
                .endHandler(ignored ->
                        control.lost(new EOFException("the client closed the connection without a close frame")))
                .exceptionHandler(control::lost);
        read();
    }

    /** Stops reading and notifies the listener, on the context. On any thread; only the first call counts. */
    void end(int code, String reason, @Nullable Throwable cause) {
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = new Ending(code, reason, cause);
        }
        resume();
    }

    /** On any thread. */
    private void resume() {
        synchronized (this) {
            if (reading) {
                return;
            }
            reading = true;
        }
        context.runOnContext(ignored -> read());
    }

    private void receive(Buffer buffer) {
        fetching = false;
        left = ByteBuffer.wrap(buffer.getBytes());
        synchronized (this) {
            if (reading) {
                return;
            }
            reading = true;
        }
        read();
    }

    private void read() {
        ReadBatch.read(() -> {
            while (mayGoOn()) {
                step();
            }
        });
    }

    /** Whether to continue; if not, {@code reading} is over. */
    private boolean mayGoOn() {
        Ending end;
        synchronized (this) {
            end = ending;
            if (end == null) {
                reading = !held && !fetching;
                return reading;
            }
            reading = false;
        }
        if (!stopped) {
            stopped = true;
            left = NOTHING;
            Objects.requireNonNull(listener).onClosed(end.code, end.reason, end.cause);
        }
        return false;
    }

    private void step() {
        try {
            FrameReader.Input input = reader.next(left);
            if (input != null) {
                take(input);
            } else {
                reportPart();
                fetching = true;
                Objects.requireNonNull(socket).fetch(1);
            }
        } catch (WebSocketException broken) {
            control.refuse(broken);
        } catch (Throwable failure) {
            UncaughtErrors.report("the reading of a WebSocket", failure);
            control.lost(failure);
        }
    }

    private void reportPart() {
        int now = reader.partBytes();
        if (now > parts) {
            parts = now;
            if (!Objects.requireNonNull(listener).onPart(now)) {
                reader.drop();
            }
        }
    }

    private void take(FrameReader.Input input) {
        if (input instanceof FrameReader.Input.Message message) {
            parts = 0;
            synchronized (this) {
                held = true;
            }
            Objects.requireNonNull(listener).onFrame(message.frame(), new Handled());
        } else if (input instanceof FrameReader.Input.Ping ping) {
            control.ping(ping.payload());
        } else if (input instanceof FrameReader.Input.Close close) {
            control.closed(close.code(), close.reason());
        }
    }

    private final class Handled implements Completion {

        @Override
        public void succeed() {
            synchronized (SocketInput.this) {
                held = false;
            }
            resume();
        }

        @Override
        public void fail(Throwable cause) {
            control.lost(cause);
        }
    }
}
