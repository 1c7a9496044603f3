package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxEventTest implements EventConformance, VertxWire {}
