package dev.parley.conformance;

final class TomcatHandshakeTest implements HandshakeConformance, TomcatWire {}
