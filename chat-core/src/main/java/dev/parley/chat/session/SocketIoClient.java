package dev.parley.chat.session;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.room.ClientSocket;
import dev.parley.model.MessageId;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import org.jspecify.annotations.Nullable;

/** A Socket.IO client, which receives events in the format of its profile. Immutable. */
final class SocketIoClient implements ClientSocket {

    private final Socket socket;
    private final ClientProfile profile;

    SocketIoClient(Socket socket, ClientProfile profile) {
        this.socket = socket;
        this.profile = profile;
    }

    @Override
    public String id() {
        return socket.id();
    }

    @Override
    public void send(OutgoingEvent event) {
        for (ClientEvent translated : profile.translate(event)) {
            if (!socket.id().equals(translated.except())) {
                emitHere(translated.name(), translated.arguments().toArray());
            }
        }
    }

    @Override
    public void emit(String event, Object data) {
        emitHere(event, data);
    }

    /** In one order with the events of rooms, which do not wait for a log of the cluster; nor are they in it for a client that returns. */
    private void emitHere(String event, @Nullable Object... data) {
        Namespace namespace = socket.namespace();
        if (namespace.adapter().sessions() == null) {
            socket.emit(event, data);
        } else {
            namespace.to(socket.id()).local().emit(event, data);
        }
    }

    @Override
    public void sending(MessageId message) {
        profile.sending(socket, message);
    }

    @Override
    public void join(String key) {
        socket.join(profile.key(key));
    }

    @Override
    public void leave(String key) {
        socket.leave(profile.key(key));
    }

    @Override
    public boolean isOpen() {
        return socket.connected();
    }

    @Override
    public void disconnect() {
        socket.disconnect(true);
    }
}
