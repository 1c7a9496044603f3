package dev.parley.conformance;

final class JettyOldProtocolTest implements OldProtocolConformance, JettyWire {}
