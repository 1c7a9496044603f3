package dev.parley.chat;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.command.ClusterMoments;
import dev.parley.chat.command.ModerationEffects;
import dev.parley.chat.command.Revocations;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.room.ClusterLink;
import dev.parley.chat.room.Publisher;
import dev.parley.chat.session.ConnectionAcceptor;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;

/** Carries out here what other engines ask for. */
record ClusterActs(
        ModerationEffects effects,
        ConnectionAcceptor acceptor,
        Publisher publisher,
        ClusterMoments moments,
        Revocations revocations,
        Executor executor)
        implements ClusterLink.Acts {

    @Override
    public void perform(Hint.Act act) {
        if (act instanceof Hint.Moderated moderated) {
            effects.received(moderated);
        } else if (act instanceof Hint.Disconnected gone) {
            ChatException why = new ChatException(gone.code(), gone.reason());
            Instant issuedBefore = gone.issuedBefore();
            if (issuedBefore != null) {
                revocations.remember(gone.user(), issuedBefore, 0);
            }
            executor.execute(() -> acceptor.disconnectHere(gone.user(), why, issuedBefore));
        } else if (act instanceof Hint.Erased erased) {
            publisher.erased(erased.room(), erased.end());
        }
    }

    @Override
    public void show(Hint hint) {
        moments.show(hint);
    }

    @Override
    public void returned() {
        moments.returned();
    }

    @Override
    public List<RoomName> alsoCompared() {
        return revocations.compared();
    }

    @Override
    public void compare(RoomName room, long version, MessageStore from) {
        if (room.kind() != RoomName.Kind.INBOX) {
            effects.compare(room, version, from);
            return;
        }
        UserId user = room.users().get(0);
        Instant issuedBefore = revocations.compare(user, version, from);
        if (issuedBefore != null) {
            executor.execute(() -> acceptor.endRevoked(user, issuedBefore));
        }
    }
}
