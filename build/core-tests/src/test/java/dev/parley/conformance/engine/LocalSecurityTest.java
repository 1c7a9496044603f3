package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalSecurityTest implements SecurityConformance, LocalWire {}
