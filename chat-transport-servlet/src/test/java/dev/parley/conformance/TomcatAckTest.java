package dev.parley.conformance;

final class TomcatAckTest implements AckConformance, TomcatWire {}
