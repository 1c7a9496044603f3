package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatClosingTest implements ClosingConformance, TomcatWire {}
