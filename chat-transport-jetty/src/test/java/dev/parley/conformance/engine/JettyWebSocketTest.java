package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyWebSocketTest implements WebSocketConformance, JettyWire {}
