package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyCorsTest implements CorsConformance, JettyWire {}
