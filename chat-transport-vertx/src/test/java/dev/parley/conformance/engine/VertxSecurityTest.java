package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxSecurityTest implements SecurityConformance, VertxWire {}
