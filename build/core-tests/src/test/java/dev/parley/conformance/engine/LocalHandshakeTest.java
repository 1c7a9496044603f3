package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalHandshakeTest implements HandshakeConformance, LocalWire {}
