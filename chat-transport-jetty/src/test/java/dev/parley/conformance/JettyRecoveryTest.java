package dev.parley.conformance;

final class JettyRecoveryTest implements RecoveryConformance, JettyWire {}
