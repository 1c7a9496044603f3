package dev.parley.conformance;

final class JettyEventTest implements EventConformance, JettyWire {}
