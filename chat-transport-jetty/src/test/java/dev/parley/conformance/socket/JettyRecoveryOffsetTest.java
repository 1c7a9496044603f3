package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyRecoveryOffsetTest implements RecoveryOffsetConformance, JettyWire {}
