package dev.parley.conformance;

final class TomcatEngineSessionTest implements EngineSessionConformance, TomcatWire {}
