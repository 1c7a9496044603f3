package dev.parley.conformance;

final class LocalAckTest implements AckConformance, LocalWire {}
