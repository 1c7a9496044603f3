package dev.parley.chat.session;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.room.ChatConnection;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.handshake.Handshake;
import java.util.List;
import java.util.Map;

/** The unmodified catalogue. */
final class CanonicalProfile implements ClientProfile {

    @Override
    public boolean accepts(Handshake handshake) {
        return true;
    }

    @Override
    public String keyPrefix() {
        return "";
    }

    @Override
    public String key(String key) {
        return key;
    }

    @Override
    public List<ClientEvent> translate(OutgoingEvent event) {
        return List.of(ClientEvent.of(event.event().wireName(), event.data()));
    }

    @Override
    public void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer) {
        if (event.ack().wanted()) {
            event.ack().send(answer);
        }
    }
}
