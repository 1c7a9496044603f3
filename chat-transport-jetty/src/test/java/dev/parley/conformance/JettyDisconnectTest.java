package dev.parley.conformance;

final class JettyDisconnectTest implements DisconnectConformance, JettyWire {}
