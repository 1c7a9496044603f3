package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatInboundTest implements InboundConformance, TomcatWire {}
