package dev.parley.conformance.engine;

import dev.parley.conformance.JettyWire;

final class JettyEio3Test implements Eio3Conformance, JettyWire {}
