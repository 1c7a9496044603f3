package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalEngineSessionTest implements EngineSessionConformance, LocalWire {}
