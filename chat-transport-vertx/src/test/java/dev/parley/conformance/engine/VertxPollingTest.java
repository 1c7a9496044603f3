package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxPollingTest implements PollingConformance, VertxWire {}
