package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettySecurityTest implements SecurityConformance, JettyWire {}
