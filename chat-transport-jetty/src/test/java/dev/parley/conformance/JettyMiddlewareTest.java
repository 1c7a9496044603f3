package dev.parley.conformance;

final class JettyMiddlewareTest implements MiddlewareConformance, JettyWire {}
