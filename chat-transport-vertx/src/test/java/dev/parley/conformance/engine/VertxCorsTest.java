package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxCorsTest implements CorsConformance, VertxWire {}
