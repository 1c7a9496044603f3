package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalNamespaceTest implements NamespaceConformance, LocalWire {}
