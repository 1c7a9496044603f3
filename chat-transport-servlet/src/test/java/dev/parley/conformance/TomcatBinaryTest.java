package dev.parley.conformance;

final class TomcatBinaryTest implements BinaryConformance, TomcatWire {}
