package dev.parley.socketio;

import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionWatch;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** The listeners for the engine session of one connection. Changed under {@code this} by copying; reading takes no lock. */
final class EngineWatchers implements SessionWatch.Observer {

    private static final EngineSession.Packet UPGRADED =
            new EngineSession.Packet(EngineSession.PacketType.UPGRADE, Frame.text(""));
    private static final EngineSession.PacketType[] TYPES = EngineSession.PacketType.values();

    private final Session session;
    private volatile List<Watcher> watchers = List.of();

    /** What a listener is notified of. */
    enum Kind {
        UPGRADE,
        RECEIVED,
        SENT
    }

    /** One registration; only itself is equal to it. */
    private static final class Watcher {

        private final Socket socket;
        private final Kind kind;
        private final Consumer<EngineSession.Packet> listener;

        Watcher(Socket socket, Kind kind, Consumer<EngineSession.Packet> listener) {
            this.socket = socket;
            this.kind = kind;
            this.listener = listener;
        }
    }

    private static final class Notice extends Mailbox.Task {

        private final Watcher watcher;
        private final EngineSession.Packet packet;

        Notice(Watcher watcher, EngineSession.Packet packet) {
            this.watcher = watcher;
            this.packet = packet;
        }

        @Override
        public void run() {
            watcher.socket.guard("engine session", () -> watcher.listener.accept(packet));
        }
    }

    EngineWatchers(Session session) {
        this.session = session;
    }

    synchronized Subscription add(Socket socket, Kind kind, Consumer<EngineSession.Packet> listener) {
        Watcher watcher = new Watcher(socket, kind, Objects.requireNonNull(listener, "listener"));
        if (!socket.hasLeft()) {
            List<Watcher> more = new ArrayList<>(watchers);
            more.add(watcher);
            replace(more);
        }
        return () -> remove(watcher);
    }

    private synchronized void remove(Watcher watcher) {
        List<Watcher> fewer = new ArrayList<>(watchers);
        fewer.remove(watcher);
        replace(fewer);
    }

    /** The socket has left. */
    synchronized void forget(Socket socket) {
        if (watchers.isEmpty()) {
            return;
        }
        List<Watcher> fewer = new ArrayList<>(watchers);
        fewer.removeIf(watcher -> watcher.socket == socket);
        replace(fewer);
    }

    private void replace(List<Watcher> changed) {
        watchers = List.copyOf(changed);
        session.watch().observe(changed.isEmpty() ? null : this);
    }

    @Override
    public void onReceived(char type, Frame content) {
        tell(Kind.RECEIVED, type, content);
    }

    @Override
    public void onSent(char type, Frame content) {
        tell(Kind.SENT, type, content);
    }

    private void tell(Kind kind, char type, Frame content) {
        EngineSession.Packet packet = new EngineSession.Packet(TYPES[type - '0'], content);
        for (Watcher watcher : watchers) {
            Socket socket = watcher.socket;
            if (watcher.kind == kind
                    && socket.pendingEvents() < socket.namespace().server().settings().mailboxCapacity) {
                socket.mailbox().offer(new Notice(watcher, packet));
            }
        }
    }

    @Override
    public void onUpgrade() {
        for (Watcher watcher : watchers) {
            if (watcher.kind == Kind.UPGRADE) {
                watcher.socket.mailbox().add(new Notice(watcher, UPGRADED));
            }
        }
    }
}
