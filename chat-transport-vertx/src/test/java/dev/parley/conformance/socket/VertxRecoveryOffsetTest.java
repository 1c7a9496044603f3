package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxRecoveryOffsetTest implements RecoveryOffsetConformance, VertxWire {}
