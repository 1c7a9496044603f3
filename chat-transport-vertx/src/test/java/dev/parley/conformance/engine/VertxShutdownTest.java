package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxShutdownTest implements ShutdownConformance, VertxWire {}
