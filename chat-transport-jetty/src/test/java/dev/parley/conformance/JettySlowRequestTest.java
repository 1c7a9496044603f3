package dev.parley.conformance;

final class JettySlowRequestTest implements SlowRequestConformance, JettyWire {}
