package dev.parley.conformance;

final class TomcatWebSocketTest implements WebSocketConformance, TomcatWire {}
