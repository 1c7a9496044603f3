package dev.parley.conformance;

final class JettyNamespaceTest implements NamespaceConformance, JettyWire {}
