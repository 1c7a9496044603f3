package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatShutdownTest implements ShutdownConformance, TomcatWire {}
