package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalCorsTest implements CorsConformance, LocalWire {}
