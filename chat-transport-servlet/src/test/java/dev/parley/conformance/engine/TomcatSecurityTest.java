package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatSecurityTest implements SecurityConformance, TomcatWire {}
