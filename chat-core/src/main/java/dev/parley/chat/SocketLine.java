package dev.parley.chat;

import dev.parley.socketio.Socket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection's line over Socket.IO, in the form that its client understands. Immutable. */
final class SocketLine implements Connection.Line {

    private final Socket socket;
    private final LegacyProfile.@Nullable Form form;
    private final @Nullable LegacyProfile legacy;

    SocketLine(Socket socket, @Nullable LegacyProfile legacy, LegacyProfile.@Nullable Form form) {
        this.socket = socket;
        this.legacy = legacy;
        this.form = form;
    }

    @Override
    public String id() {
        return socket.id();
    }

    @Override
    public void send(String event, Map<String, Object> data) {
        if (legacy == null || form == null) {
            socket.emit(event, data);
        } else {
            legacy.translate(form, event, data)
                    .forEach(sent -> socket.emit(sent.event(), sent.arguments().toArray()));
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
    public void disconnect() {
        socket.disconnect(true);
    }
}
