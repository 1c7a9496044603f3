package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxNamespaceTest implements NamespaceConformance, VertxWire {}
