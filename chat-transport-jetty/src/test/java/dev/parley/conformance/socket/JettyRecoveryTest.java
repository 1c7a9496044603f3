package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyRecoveryTest implements RecoveryConformance, JettyWire {}
