package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalClosingTest implements ClosingConformance, LocalWire {}
