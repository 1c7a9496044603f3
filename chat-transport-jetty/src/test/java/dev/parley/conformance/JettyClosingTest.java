package dev.parley.conformance;

final class JettyClosingTest implements ClosingConformance, JettyWire {}
