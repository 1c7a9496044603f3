package dev.parley.conformance;

final class JettyUnhandledTest implements UnhandledConformance, JettyWire {}
