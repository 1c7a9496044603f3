package dev.parley.engineio;

import dev.parley.transport.TransportName;

/** The first packet of a session. */
final class OpenPacket {

    private OpenPacket() {}

    static String of(Session session, EngineOptions options) {
        boolean upgradable = options.allowUpgrades()
                && options.transports().contains(TransportName.WEBSOCKET)
                && session.transportName() == TransportName.POLLING;
        return "0{\"sid\":" + Json.quote(session.sid())
                + ",\"upgrades\":" + (upgradable ? "[\"websocket\"]" : "[]")
                + ",\"pingInterval\":" + options.pingInterval().toMillis()
                + ",\"pingTimeout\":" + options.pingTimeout().toMillis()
                + ",\"maxPayload\":" + options.maxPayload() + '}';
    }
}
