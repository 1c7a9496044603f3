package dev.parley.conformance;

final class JettyRecoveryOffsetTest implements RecoveryOffsetConformance, JettyWire {}
