package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyHandshakeTest implements HandshakeConformance, JettyWire {}
