package dev.parley.store.redis;

import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.LogArchive;
import dev.parley.store.MessageStore;
import dev.parley.testkit.fault.FaultInjector;
import java.util.Optional;

/** An archive that stays when a tier over it is closed, and misbehaves on demand. */
final class SharedArchive extends ForwardingMessageStore {

    private final FaultInjector faults;

    private SharedArchive(FaultInjector faults) {
        super(faults.store());
        this.faults = faults;
    }

    static SharedArchive of(MessageStore store) {
        return new SharedArchive(FaultInjector.around(store));
    }

    /** Fails whenever a tier wants to archive. */
    FaultInjector faults() {
        return faults;
    }

    /** Asks for the way anew each time, so that faults of {@code archive} are those of importing. */
    @Override
    public Optional<LogArchive> archive() {
        return Optional.of(new LogArchive() {
            @Override
            public java.util.Map<dev.parley.model.RoomName, dev.parley.store.Head> importEntries(
                    java.util.List<dev.parley.model.Entry> entries) {
                return SharedArchive.super.archive().orElseThrow().importEntries(entries);
            }

            @Override
            public dev.parley.store.Head resetRoom(dev.parley.model.RoomName room, String epoch) {
                return SharedArchive.super.archive().orElseThrow().resetRoom(room, epoch);
            }

            @Override
            public dev.parley.store.Head renewEpoch(dev.parley.model.RoomName room, String epoch) {
                return SharedArchive.super.archive().orElseThrow().renewEpoch(room, epoch);
            }
        });
    }

    @Override
    public void close() {}
}
