package dev.parley.cluster;

import dev.parley.socketio.Adapter;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.DrainContract;
import dev.parley.testkit.cluster.InProcessLog;
import dev.parley.testkit.cluster.RecoveryContract;
import java.time.Duration;

/** Clients return to any server of a cluster that shares a log in one process. */
final class InProcessRecoveryTest implements RecoveryContract, DrainContract {

    private final InProcessLog log = new InProcessLog();

    @Override
    public AdapterContract.Node node() {
        ClusterBus bus = log.member();
        return new AdapterContract.Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(bus).sharedData(AdapterContract.NAME);
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
    public int sessions() {
        return log.sessions();
    }

    @Override
    public void pass(Duration time) {
        log.pass(time);
    }

    @Override
    public void trim() {
        log.trim();
    }
}
