package dev.parley.conformance;

final class LocalHandshakeTest implements HandshakeConformance, LocalWire {}
