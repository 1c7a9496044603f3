package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatAckTest implements AckConformance, TomcatWire {}
