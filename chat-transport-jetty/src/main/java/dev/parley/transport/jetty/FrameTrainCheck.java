package dev.parley.transport.jetty;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies at start that this Jetty writes a {@link FrameTrain} correctly, by sending one into memory. */
final class FrameTrainCheck implements FrameHandler {

    private static final Logger LOG = LoggerFactory.getLogger(JettyTransport.class);
    private static final List<Frame> SENT = List.of(
            Frame.text("x".repeat(2_000)),
            Frame.text("one"),
            Frame.binary(ByteBuffer.wrap(new byte[200])),
            Frame.text("y".repeat(2_000)),
            Frame.text("three"));

    private FrameTrainCheck() {}

    /** Whether the messages of a train are on the wire, each in its frame, in order. */
    static boolean passes(Server server, WebSocketComponents components) {
        try {
            ByteBuffer expected = ByteBuffer.allocate(300);
            for (Frame message : SENT) {
                Frame frame = Deflation.ON.onWire(message);
                expected.put(Deflation.flags(frame));
                if (frame.size() > 125) {
                    expected.put((byte) 126).putShort((short) frame.size());
                } else {
                    expected.put((byte) frame.size());
                }
                expected.put(frame.payload());
            }
            if (send(server, components).equals(expected.flip())) {
                return true;
            }
            LOG.warn("This Jetty writes gathered messages otherwise than expected: each is written alone");
        } catch (RuntimeException | LinkageError unexpected) {
            LOG.warn("This Jetty cannot gather messages: each is written alone", unexpected);
        }
        return false;
    }

    private static ByteBuffer send(Server server, WebSocketComponents components) {
        ByteArrayEndPoint wire = new ByteArrayEndPoint(server.getScheduler(), 0, new byte[0], 1_024);
        try {
            ExtensionStack none = new ExtensionStack(components, Behavior.SERVER);
            none.negotiate(List.of(), List.of());
            WebSocketCoreSession session =
                    new WebSocketCoreSession(new FrameTrainCheck(), Behavior.SERVER, Negotiated.from(none), components);
            WebSocketConnection connection = new WebSocketConnection(
                    wire, Runnable::run, server.getScheduler(), components.getByteBufferPool(), session);
            session.setWebSocketConnection(connection);
            FrameTrain.send(SENT, Deflation.ON, session, connection, Callback.NOOP);
            return wire.takeOutput();
        } finally {
            wire.close();
        }
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onFrame(org.eclipse.jetty.websocket.core.Frame frame, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        callback.succeeded();
    }
}
