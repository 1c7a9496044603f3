package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxOldProtocolTest implements OldProtocolConformance, VertxWire {}
