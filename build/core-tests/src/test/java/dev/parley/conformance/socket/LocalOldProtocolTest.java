package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalOldProtocolTest implements OldProtocolConformance, LocalWire {}
