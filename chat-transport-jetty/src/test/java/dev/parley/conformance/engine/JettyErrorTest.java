package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyErrorTest implements ErrorConformance, JettyWire {}
