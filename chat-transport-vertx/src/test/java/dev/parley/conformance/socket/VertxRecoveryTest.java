package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxRecoveryTest implements RecoveryConformance, VertxWire {}
