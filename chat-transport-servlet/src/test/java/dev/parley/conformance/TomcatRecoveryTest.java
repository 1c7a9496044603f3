package dev.parley.conformance;

final class TomcatRecoveryTest implements RecoveryConformance, TomcatWire {}
