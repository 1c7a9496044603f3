package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalMiddlewareTest implements MiddlewareConformance, LocalWire {}
