package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyMiddlewareTest implements MiddlewareConformance, JettyWire {}
