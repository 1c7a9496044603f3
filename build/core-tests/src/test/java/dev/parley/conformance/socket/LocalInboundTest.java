package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalInboundTest implements InboundConformance, LocalWire {}
