package dev.parley.conformance.engine;

import dev.parley.conformance.VertxWire;

final class VertxEio3Test implements Eio3Conformance, VertxWire {}
