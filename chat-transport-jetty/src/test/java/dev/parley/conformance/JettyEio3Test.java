package dev.parley.conformance;

final class JettyEio3Test implements Eio3Conformance, JettyWire {}
