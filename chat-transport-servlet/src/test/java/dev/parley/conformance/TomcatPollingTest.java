package dev.parley.conformance;

final class TomcatPollingTest implements PollingConformance, TomcatWire {}
