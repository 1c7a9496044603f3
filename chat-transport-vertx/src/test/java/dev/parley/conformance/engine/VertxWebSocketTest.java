package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxWebSocketTest implements WebSocketConformance, VertxWire {}
