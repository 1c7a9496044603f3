package dev.parley.conformance;

final class JettyPollingTest implements PollingConformance, JettyWire {}
