package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatOldProtocolTest implements OldProtocolConformance, TomcatWire {}
