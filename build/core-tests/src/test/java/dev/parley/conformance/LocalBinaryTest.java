package dev.parley.conformance;

final class LocalBinaryTest implements BinaryConformance, LocalWire {}
