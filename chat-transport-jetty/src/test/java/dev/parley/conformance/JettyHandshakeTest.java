package dev.parley.conformance;

final class JettyHandshakeTest implements HandshakeConformance, JettyWire {}
