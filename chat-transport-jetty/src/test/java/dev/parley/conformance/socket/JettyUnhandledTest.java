package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyUnhandledTest implements UnhandledConformance, JettyWire {}
