package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyBinaryTest implements BinaryConformance, JettyWire {}
