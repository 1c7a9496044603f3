package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatErrorTest implements ErrorConformance, TomcatWire {}
