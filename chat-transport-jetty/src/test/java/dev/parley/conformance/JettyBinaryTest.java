package dev.parley.conformance;

final class JettyBinaryTest implements BinaryConformance, JettyWire {}
