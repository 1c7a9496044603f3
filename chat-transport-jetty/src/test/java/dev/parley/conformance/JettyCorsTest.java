package dev.parley.conformance;

final class JettyCorsTest implements CorsConformance, JettyWire {}
