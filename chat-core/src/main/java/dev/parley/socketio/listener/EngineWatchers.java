package dev.parley.socketio.listener;

import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionObserver;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;

/** The listeners for the engine session of one connection. Copy-on-write under {@code this}; reads are lock-free. */
public final class EngineWatchers implements SessionObserver {

    private static final char UPGRADED = '5';
    private static final Frame NOTHING = Frame.text("");

    /** The socket through which a listener was registered. */
    public interface Watched {

        Mailbox mailbox();

        boolean hasLeft();

        /** Mailbox size from which packets are skipped. */
        int mailboxCapacity();

        /** Runs a listener; an exception is reported and has no other effect. */
        void guard(String event, Runnable listener);
    }

    /** Receives a packet of the engine. */
    public interface PacketListener {

        void onPacket(char type, Frame content);
    }

    private final Session session;
    private volatile List<Watcher> watchers = List.of();

    /** What a listener is notified of. */
    public enum Kind {
        UPGRADE,
        RECEIVED,
        SENT
    }

    /** A registration; equal only to itself. */
    private static final class Watcher {

        private final Watched socket;
        private final Kind kind;
        private final PacketListener listener;

        Watcher(Watched socket, Kind kind, PacketListener listener) {
            this.socket = socket;
            this.kind = kind;
            this.listener = listener;
        }
    }

    private static final class Notice extends Mailbox.Task {

        private final Watcher watcher;
        private final char type;
        private final Frame content;

        Notice(Watcher watcher, char type, Frame content) {
            this.watcher = watcher;
            this.type = type;
            this.content = content;
        }

        @Override
        public void run() {
            watcher.socket.guard("engine session", () -> watcher.listener.onPacket(type, content));
        }
    }

    public EngineWatchers(Session session) {
        this.session = session;
    }

    public synchronized Subscription add(Watched socket, Kind kind, PacketListener listener) {
        Watcher watcher = new Watcher(socket, kind, listener);
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

    /** The socket has disconnected. */
    public synchronized void forget(Watched socket) {
        if (watchers.isEmpty()) {
            return;
        }
        List<Watcher> fewer = new ArrayList<>(watchers);
        fewer.removeIf(watcher -> watcher.socket == socket);
        replace(fewer);
    }

    private void replace(List<Watcher> changed) {
        watchers = List.copyOf(changed);
        session.observe(changed.isEmpty() ? null : this);
    }

    @Override
    public void onReceived(char type, Frame content) {
        notifyWatchers(Kind.RECEIVED, type, content);
    }

    @Override
    public void onSent(char type, Frame content) {
        notifyWatchers(Kind.SENT, type, content);
    }

    private void notifyWatchers(Kind kind, char type, Frame content) {
        for (Watcher watcher : watchers) {
            Watched socket = watcher.socket;
            if (watcher.kind == kind && socket.mailbox().size() < socket.mailboxCapacity()) {
                socket.mailbox().offer(new Notice(watcher, type, content));
            }
        }
    }

    @Override
    public void onUpgrade() {
        for (Watcher watcher : watchers) {
            if (watcher.kind == Kind.UPGRADE) {
                watcher.socket.mailbox().add(new Notice(watcher, UPGRADED, NOTHING));
            }
        }
    }
}
