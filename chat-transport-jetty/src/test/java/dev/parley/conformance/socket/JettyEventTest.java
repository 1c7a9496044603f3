package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyEventTest implements EventConformance, JettyWire {}
