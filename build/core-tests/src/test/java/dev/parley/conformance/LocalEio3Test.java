package dev.parley.conformance;

final class LocalEio3Test implements Eio3Conformance, LocalWire {}
