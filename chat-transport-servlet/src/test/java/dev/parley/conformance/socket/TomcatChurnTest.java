package dev.parley.conformance.socket;

import dev.parley.conformance.TomcatWire;

final class TomcatChurnTest implements ChurnConformance, TomcatWire {

    @Override
    public int connects() {
        return 800;
    }
}
