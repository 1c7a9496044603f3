package dev.parley.conformance;

final class TomcatInboundTest implements InboundConformance, TomcatWire {}
