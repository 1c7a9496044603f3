package dev.parley.conformance;

final class LocalInboundTest implements InboundConformance, LocalWire {}
