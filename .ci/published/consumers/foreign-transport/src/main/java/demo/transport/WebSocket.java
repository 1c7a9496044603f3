package demo.transport;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.WebSocketConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An open WebSocket. While the engine handles a message the connection is not read: the client's own writes begin to
 * wait, which is all the backpressure there is.
 */
final class WebSocket implements WebSocketConnection, Protocol {

    private static final int ABNORMAL = 1006;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** In this order. */
    private enum State {
        OPEN,
        /** This side has sent a close frame and waits for the other's. */
        CLOSING,
        /** The listener has been told. */
        ENDED
    }

    private final Connection connection;
    private final FrameDecoder decoder;
    private final FrameListener listener;
    private State state = State.OPEN;
    private boolean handling;
    private boolean pongUnderWay;
    private int told;

    WebSocket(Connection connection, int maxMessageBytes, Function<WebSocketConnection, FrameListener> opener) {
        this.connection = connection;
        this.decoder = new FrameDecoder(maxMessageBytes);
        this.listener = opener.apply(this);
    }

    @Override
    public void send(List<Frame> frames, Completion done) {
        connection.execute(() -> {
            if (state != State.OPEN) {
                done.fail(new ClosedChannelException());
                return;
            }
            List<ByteBuffer> parts = new ArrayList<>(2 * frames.size());
            for (Frame frame : frames) {
                parts.add(header(frame.isText() ? Received.TEXT : Received.BINARY, frame.size()));
                parts.add(frame.payload());
            }
            connection.write(parts, done);
        });
    }

    @Override
    public void close(int code, String reason) {
        connection.execute(() -> {
            if (state == State.OPEN) {
                state = State.CLOSING;
                connection.deadline(CLOSE_LIMIT);
                sendClose(code, reason);
            }
        });
    }

    @Override
    public void abort() {
        connection.execute(() -> connection.drop(null));
    }

    private void sendClose(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(2 + text.length);
        if (code != Received.NO_CODE) {
            payload.putShort((short) code).put(text);
        }
        payload.flip();
        connection.write(List.of(header(Received.CLOSE, payload.remaining()), payload), Completion.NONE);
    }

    private static ByteBuffer header(int opcode, int length) {
        ByteBuffer header = ByteBuffer.allocate(10).put((byte) (0x80 | opcode));
        if (length < 126) {
            header.put((byte) length);
        } else if (length < 65_536) {
            header.put((byte) 126).putShort((short) length);
        } else {
            header.put((byte) 127).putLong(length);
        }
        return header.flip();
    }

    @Override
    public boolean reading() {
        return !handling;
    }

    @Override
    public void received(ByteBuffer input) throws IOException {
        try {
            while (!handling && state != State.ENDED) {
                Received next = decoder.next(input);
                if (next == null) {
                    tellPart();
                    return;
                }
                handle(next);
            }
        } catch (ProtocolViolationException violation) {
            if (state == State.OPEN) {
                sendClose(violation.code(), "");
            }
            end(violation.code(), "", violation);
        }
    }

    private void handle(Received next) throws IOException, ProtocolViolationException {
        switch (next.opcode()) {
            case Received.TEXT -> {
                Received.utf8(next.payload());
                handle(Frame.utf8(next.payload()));
            }
            case Received.BINARY -> handle(Frame.binary(next.payload()));
            case Received.PING -> pong(next.payload());
            case Received.CLOSE -> {
                int code = next.closeCode();
                String reason = next.closeReason();
                if (state == State.OPEN) {
                    sendClose(code, "");
                }
                end(code, reason, null);
            }
            default -> {
                // a pong asks for nothing
            }
        }
    }

    private void handle(Frame message) {
        handling = true;
        told = 0;
        listener.onFrame(message, new Completion() {
            @Override
            public void succeed() {
                connection.execute(() -> {
                    handling = false;
                    connection.proceed();
                });
            }

            @Override
            public void fail(Throwable cause) {
                abort();
            }
        });
    }

    /** One at a time: a client that pings and does not read must not fill the output. */
    private void pong(ByteBuffer payload) throws IOException {
        if (state != State.OPEN || pongUnderWay) {
            return;
        }
        pongUnderWay = true;
        List<ByteBuffer> pong = List.of(header(Received.PONG, payload.remaining()), payload);
        connection.write(pong, new Completion() {
            @Override
            public void succeed() {
                pongUnderWay = false;
            }

            @Override
            public void fail(Throwable cause) {}
        });
    }

    private void tellPart() {
        int held = decoder.heldBytes();
        if (held > 0 && held != told) {
            told = held;
            if (!listener.onPart(held)) {
                decoder.drop();
            }
        }
    }

    private void end(int code, String reason, Throwable cause) {
        state = State.ENDED;
        listener.onClosed(code, reason, cause);
        connection.closeWhenFlushed(CLOSE_LIMIT);
    }

    @Override
    public void ended(Throwable cause) {
        if (state != State.ENDED) {
            state = State.ENDED;
            listener.onClosed(ABNORMAL, "", cause);
        }
    }
}
