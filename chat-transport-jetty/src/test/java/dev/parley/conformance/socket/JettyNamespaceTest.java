package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyNamespaceTest implements NamespaceConformance, JettyWire {}
