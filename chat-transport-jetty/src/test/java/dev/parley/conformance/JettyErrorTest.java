package dev.parley.conformance;

final class JettyErrorTest implements ErrorConformance, JettyWire {}
