package dev.parley.conformance;

final class TomcatCorsTest implements CorsConformance, TomcatWire {}
