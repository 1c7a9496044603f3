package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalWebSocketTest implements WebSocketConformance, LocalWire {}
