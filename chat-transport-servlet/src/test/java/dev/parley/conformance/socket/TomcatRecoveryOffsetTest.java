package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatRecoveryOffsetTest implements RecoveryOffsetConformance, TomcatWire {}
