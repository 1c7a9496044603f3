package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyClosingTest implements ClosingConformance, JettyWire {}
