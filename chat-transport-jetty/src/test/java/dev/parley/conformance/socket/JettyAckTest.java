package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyAckTest implements AckConformance, JettyWire {}
