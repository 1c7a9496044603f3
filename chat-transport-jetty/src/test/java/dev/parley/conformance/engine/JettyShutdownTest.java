package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyShutdownTest implements ShutdownConformance, JettyWire {}
