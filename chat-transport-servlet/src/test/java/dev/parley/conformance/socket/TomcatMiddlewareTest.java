package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatMiddlewareTest implements MiddlewareConformance, TomcatWire {}
