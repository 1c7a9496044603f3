package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxAckTest implements AckConformance, VertxWire {}
