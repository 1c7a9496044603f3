package dev.parley.conformance;

final class LocalRecoveryTest implements RecoveryConformance, LocalWire {}
