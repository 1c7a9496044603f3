package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxFlagTest implements FlagConformance, VertxWire {}
