package dev.parley.conformance.engine;

import dev.parley.conformance.LocalWire;

final class LocalEio3Test implements Eio3Conformance, LocalWire {}
