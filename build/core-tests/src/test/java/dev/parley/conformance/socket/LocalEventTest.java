package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalEventTest implements EventConformance, LocalWire {}
