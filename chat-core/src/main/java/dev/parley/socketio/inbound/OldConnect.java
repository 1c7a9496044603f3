package dev.parley.socketio.inbound;

import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** The CONNECT of Socket.IO 2, which carries a query behind the name of the namespace instead of a payload. */
public final class OldConnect {

    private OldConnect() {}

    /** The same request with the query as auth payload. */
    public static Packet of(Packet asked) {
        String name = asked.namespace();
        int mark = name.indexOf('?');
        if (mark < 0) {
            return asked;
        }
        Map<String, Object> auth = new LinkedHashMap<>();
        RequestInfo.of("GET", "/", name.substring(mark + 1), HttpHeaders.none(), "", false)
                .query()
                .forEach((key, values) -> auth.put(key, values.get(values.size() - 1)));
        return Packet.control(PacketType.CONNECT, name.substring(0, mark), auth);
    }
}
