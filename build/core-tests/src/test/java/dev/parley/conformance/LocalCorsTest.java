package dev.parley.conformance;

final class LocalCorsTest implements CorsConformance, LocalWire {}
