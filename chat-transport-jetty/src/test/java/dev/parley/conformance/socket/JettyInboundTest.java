package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyInboundTest implements InboundConformance, JettyWire {}
