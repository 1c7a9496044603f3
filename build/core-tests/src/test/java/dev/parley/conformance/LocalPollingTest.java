package dev.parley.conformance;

final class LocalPollingTest implements PollingConformance, LocalWire {}
