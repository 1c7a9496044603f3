package dev.parley.conformance;

final class JettyShutdownTest implements ShutdownConformance, JettyWire {}
