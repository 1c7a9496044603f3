package dev.parley.conformance;

final class TomcatMiddlewareTest implements MiddlewareConformance, TomcatWire {}
