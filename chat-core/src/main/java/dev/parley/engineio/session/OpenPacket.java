package dev.parley.engineio.session;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.packet.Json;
import dev.parley.transport.TransportName;

/** Encodes the open packet of a session. */
final class OpenPacket {

    private OpenPacket() {}

    static String of(String sid, TransportName transport, EngineOptions options) {
        boolean upgradable = options.allowUpgrades()
                && options.transports().contains(TransportName.WEBSOCKET)
                && transport == TransportName.POLLING;
        return "0{\"sid\":" + Json.quote(sid)
                + ",\"upgrades\":" + (upgradable ? "[\"websocket\"]" : "[]")
                + ",\"pingInterval\":" + options.pingInterval().toMillis()
                + ",\"pingTimeout\":" + options.pingTimeout().toMillis()
                + ",\"maxPayload\":" + options.maxPayload() + '}';
    }
}
