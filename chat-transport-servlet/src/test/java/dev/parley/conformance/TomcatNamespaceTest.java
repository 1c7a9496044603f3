package dev.parley.conformance;

final class TomcatNamespaceTest implements NamespaceConformance, TomcatWire {}
