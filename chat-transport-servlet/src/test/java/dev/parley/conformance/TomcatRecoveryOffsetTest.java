package dev.parley.conformance;

final class TomcatRecoveryOffsetTest implements RecoveryOffsetConformance, TomcatWire {}
