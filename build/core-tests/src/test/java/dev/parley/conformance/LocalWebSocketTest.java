package dev.parley.conformance;

final class LocalWebSocketTest implements WebSocketConformance, LocalWire {}
