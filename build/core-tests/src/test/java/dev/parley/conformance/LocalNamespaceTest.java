package dev.parley.conformance;

final class LocalNamespaceTest implements NamespaceConformance, LocalWire {}
