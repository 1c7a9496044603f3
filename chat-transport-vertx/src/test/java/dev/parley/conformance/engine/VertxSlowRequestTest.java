package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxSlowRequestTest implements SlowRequestConformance, VertxWire {}
