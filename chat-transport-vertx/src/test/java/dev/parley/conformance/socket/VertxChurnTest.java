package dev.parley.conformance.socket;

import dev.parley.conformance.VertxWire;

final class VertxChurnTest implements ChurnConformance, VertxWire {

    @Override
    public int connects() {
        return 800;
    }
}
