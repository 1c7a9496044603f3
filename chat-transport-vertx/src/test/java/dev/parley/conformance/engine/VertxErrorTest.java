package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxErrorTest implements ErrorConformance, VertxWire {}
