package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatPollingTest implements PollingConformance, TomcatWire {}
