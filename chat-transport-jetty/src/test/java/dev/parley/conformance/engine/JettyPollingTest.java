package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyPollingTest implements PollingConformance, JettyWire {}
