package dev.parley.conformance;

final class LocalEngineSessionTest implements EngineSessionConformance, LocalWire {}
