package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalFlagTest implements FlagConformance, LocalWire {}
