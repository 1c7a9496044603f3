package dev.parley.conformance;

final class LocalMiddlewareTest implements MiddlewareConformance, LocalWire {}
