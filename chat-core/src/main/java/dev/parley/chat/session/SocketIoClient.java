package dev.parley.chat.session;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.room.ClientSocket;
import dev.parley.model.MessageId;
import dev.parley.socketio.Socket;
import org.jspecify.annotations.Nullable;

/** A client over Socket.IO, which is sent events in the form that it understands. Immutable. */
final class SocketIoClient implements ClientSocket {

    private final Socket socket;
    private final LegacyProfile.@Nullable Form form;
    private final @Nullable LegacyProfile legacy;

    SocketIoClient(Socket socket, @Nullable LegacyProfile legacy, LegacyProfile.@Nullable Form form) {
        this.socket = socket;
        this.legacy = legacy;
        this.form = form;
    }

    @Override
    public String id() {
        return socket.id();
    }

    @Override
    public void send(OutgoingEvent event) {
        if (legacy == null || form == null) {
            socket.emit(event.event(), event.data());
        } else {
            legacy.translate(form, event).stream()
                    .filter(sent -> !socket.id().equals(sent.except()))
                    .forEach(sent -> socket.emit(sent.event(), sent.arguments().toArray()));
        }
    }

    @Override
    public void sending(MessageId message) {
        if (legacy != null && form != null) {
            legacy.sending(message, socket);
        }
    }

    @Override
    public void join(String key) {
        socket.join(form == null ? key : form.key(key));
    }

    @Override
    public void leave(String key) {
        socket.leave(form == null ? key : form.key(key));
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
