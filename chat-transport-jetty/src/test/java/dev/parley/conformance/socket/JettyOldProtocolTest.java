package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyOldProtocolTest implements OldProtocolConformance, JettyWire {}
