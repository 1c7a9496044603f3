package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxEngineSessionTest implements EngineSessionConformance, VertxWire {}
