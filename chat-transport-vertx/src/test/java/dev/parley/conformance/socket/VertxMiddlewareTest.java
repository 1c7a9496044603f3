package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxMiddlewareTest implements MiddlewareConformance, VertxWire {}
