package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxClosingTest implements ClosingConformance, VertxWire {}
