package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalRecoveryTest implements RecoveryConformance, LocalWire {}
