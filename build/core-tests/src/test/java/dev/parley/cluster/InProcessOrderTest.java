package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.InProcessLog;
import dev.parley.testkit.cluster.OrderContract;

/** Own broadcasts in the order of a log in one process. */
final class InProcessOrderTest implements OrderContract {

    private final InProcessLog log = new InProcessLog();

    @Override
    public AdapterContract.Node node() {
        ClusterBus bus = log.member();
        return new AdapterContract.Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(bus).order(Order.LOG);
            }

            @Override
            public void cut() {
                throw new AssertionError("nobody is cut off");
            }

            @Override
            public void mend() {
                throw new AssertionError("nobody is cut off");
            }
        };
    }

    @Override
    public void hold() {
        log.hold();
    }

    @Override
    public void release() {
        log.release();
    }
}
