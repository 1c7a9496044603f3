package dev.parley.testkit.simulation;

import dev.parley.model.EntryKind;
import dev.parley.store.AppendResult;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The common store as one node has it: calls fail, or the node dies in them. One thread. */
final class UnreliableStore {

    /** Every so many calls of an append the node dies in it, if nodes die. */
    private static final int DEATHS = 200;

    private final World world;
    private final MessageStore real;
    private final SimulatedNode node;
    private final Ledger ledger;
    private final RandomGenerator random;
    private final double errors;

    UnreliableStore(World world, MessageStore real, SimulatedNode node, Ledger ledger) {
        this.world = world;
        this.real = real;
        this.node = node;
        this.ledger = ledger;
        this.random = world.random("store of " + node.life());
        this.errors = random.nextInt(3) == 0 ? 0.1 : 0.01;
    }

    MessageStore store() {
        return (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(),
                new Class<?>[] {MessageStore.class},
                (proxy, method, arguments) -> {
                    return call(method, arguments);
                });
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (name.equals("close")) {
            return null; // The others still use it.
        }
        if (node.isDead()) {
            throw new StoreException(StoreException.Category.CLOSED, node.life() + " is dead");
        }
        double drawn = random.nextDouble();
        boolean fails = world.has(SimulatedFault.STORE_ERROR) && drawn < errors;
        if (fails && drawn < errors / 2) {
            throw failure(StoreException.Category.UNAVAILABLE, name, "fails");
        }
        boolean dies = name.equals("append") && random.nextInt(DEATHS) == 0 && world.has(SimulatedFault.NODE_DEATH);
        Object result;
        try {
            result = method.invoke(real, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
        if (name.equals("append") && result instanceof List<?> results) {
            results.forEach(each -> appended((AppendResult) each));
        } else if (name.equals("changesSince") && arguments != null) {
            world.say(node.life(), "reads " + arguments[0] + " after " + arguments[2]);
        }
        if (dies) {
            node.kill("in a call of the store");
            throw new StoreException(StoreException.Category.CLOSED, node.life() + " is dead");
        }
        if (fails) {
            throw failure(StoreException.Category.TIMEOUT, name, "is done, and its answer lost");
        }
        return result;
    }

    private StoreException failure(StoreException.Category category, String name, String how) {
        world.say(node.life(), "store: " + name + ' ' + how);
        world.count("store errors");
        ledger.failed(node);
        return new StoreException(category, name + ' ' + how);
    }

    private void appended(AppendResult result) {
        if (result.outcome() == AppendResult.Outcome.STORED) {
            var entry = result.entry();
            world.say(
                    node.life(),
                    "stores " + entry.room().value() + " seq " + entry.seq() + " by "
                            + entry.sender().id());
            if (entry.kind() == EntryKind.MESSAGE) {
                ledger.appended(node, entry.room(), entry.sender().id().value(), entry.seq());
            }
        }
    }
}
