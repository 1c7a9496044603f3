package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxBinaryTest implements BinaryConformance, VertxWire {}
