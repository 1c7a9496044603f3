package dev.parley.conformance.socket;

import dev.parley.conformance.LocalWire;

final class LocalChurnTest implements ChurnConformance, LocalWire {

    @Override
    public int connects() {
        return 10_000;
    }
}
