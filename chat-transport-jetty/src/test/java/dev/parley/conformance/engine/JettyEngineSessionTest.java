package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyEngineSessionTest implements EngineSessionConformance, JettyWire {}
