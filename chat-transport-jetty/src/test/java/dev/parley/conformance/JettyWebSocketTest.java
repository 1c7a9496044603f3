package dev.parley.conformance;

final class JettyWebSocketTest implements WebSocketConformance, JettyWire {}
