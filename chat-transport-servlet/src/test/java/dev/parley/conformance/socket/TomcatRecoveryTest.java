package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatRecoveryTest implements RecoveryConformance, TomcatWire {}
