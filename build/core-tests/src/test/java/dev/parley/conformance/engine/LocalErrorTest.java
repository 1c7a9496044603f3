package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalErrorTest implements ErrorConformance, LocalWire {}
