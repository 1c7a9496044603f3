package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalBinaryTest implements BinaryConformance, LocalWire {}
