package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettySlowRequestTest implements SlowRequestConformance, JettyWire {}
