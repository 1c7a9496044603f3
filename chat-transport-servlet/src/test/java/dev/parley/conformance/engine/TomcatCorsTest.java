package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatCorsTest implements CorsConformance, TomcatWire {}
