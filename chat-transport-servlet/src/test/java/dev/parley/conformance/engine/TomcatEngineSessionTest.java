package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatEngineSessionTest implements EngineSessionConformance, TomcatWire {}
