package dev.parley.conformance;

final class JettyEngineSessionTest implements EngineSessionConformance, JettyWire {}
