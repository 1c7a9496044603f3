package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxInboundTest implements InboundConformance, VertxWire {}
