package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalUnhandledTest implements UnhandledConformance, LocalWire {}
