package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalRecoveryOffsetTest implements RecoveryOffsetConformance, LocalWire {}
