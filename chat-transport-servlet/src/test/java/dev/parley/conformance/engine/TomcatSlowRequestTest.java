package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatSlowRequestTest implements SlowRequestConformance, TomcatWire {}
