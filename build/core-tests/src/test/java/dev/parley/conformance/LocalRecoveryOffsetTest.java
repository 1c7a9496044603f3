package dev.parley.conformance;

final class LocalRecoveryOffsetTest implements RecoveryOffsetConformance, LocalWire {}
