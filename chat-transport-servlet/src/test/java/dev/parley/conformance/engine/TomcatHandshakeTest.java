package dev.parley.conformance.engine;

import dev.parley.conformance.TomcatWire;

final class TomcatHandshakeTest implements HandshakeConformance, TomcatWire {}
