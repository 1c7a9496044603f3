package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxHandshakeTest implements HandshakeConformance, VertxWire {}
