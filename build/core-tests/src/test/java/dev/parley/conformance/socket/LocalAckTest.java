package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalAckTest implements AckConformance, LocalWire {}
