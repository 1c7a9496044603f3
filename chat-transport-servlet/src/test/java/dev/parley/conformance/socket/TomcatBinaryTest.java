package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatBinaryTest implements BinaryConformance, TomcatWire {}
