package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatWebSocketTest implements WebSocketConformance, TomcatWire {}
