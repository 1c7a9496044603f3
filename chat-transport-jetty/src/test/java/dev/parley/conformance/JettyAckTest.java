package dev.parley.conformance;

final class JettyAckTest implements AckConformance, JettyWire {}
