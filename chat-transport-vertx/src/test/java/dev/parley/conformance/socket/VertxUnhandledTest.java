package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxUnhandledTest implements UnhandledConformance, VertxWire {}
