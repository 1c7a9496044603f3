package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatNamespaceTest implements NamespaceConformance, TomcatWire {}
