package dev.parley.conformance;

final class JettyInboundTest implements InboundConformance, JettyWire {}
