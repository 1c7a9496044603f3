package dev.parley.conformance.socket;

import dev.parley.conformance.JettyWire;

final class JettyFlagTest implements FlagConformance, JettyWire {}
