package dev.parley.chat;

import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.socketio.Handshake;
import dev.parley.transport.Scheduler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides who comes in. No state of its own. */
final class Gatekeeper {

    static final String GUEST_PREFIX = "guest-";

    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    private static final int MIN_GUEST_KEY = 16;
    private static final int MAX_GUEST_KEY = 256;
    private static final int GUEST_ID_DIGITS = 20;
    private static final int GUEST_NAME_DIGITS = 5;

    private final Core core;
    private final @Nullable Authenticator authenticator;
    private final boolean guests;

    Gatekeeper(Core core, @Nullable Authenticator authenticator, boolean guests) {
        this.core = core;
        this.authenticator = authenticator;
        this.guests = guests;
    }

    /** Who connects; fails with a {@link ChatException}. */
    CompletableFuture<Admission> admit(Handshake handshake) {
        boolean withToken = handshake.auth("token", Object.class) != null;
        CompletableFuture<Admission> admission;
        boolean known = withToken || handshake.principal() != null;
        if (authenticator != null && (known || !guests)) {
            admission = authenticate(authenticator, handshake).thenApply(user -> new Admission(user, false, null));
        } else if (guests && !withToken) {
            admission = guest(handshake);
        } else {
            admission = refused(ErrorCode.UNAUTHENTICATED, "a token is asked for");
        }
        return admission.thenApply(admitted -> checked(admitted).withStatus(status(handshake)));
    }

    private static @Nullable PresenceStatus status(Handshake handshake) {
        String name = handshake.auth("status", String.class);
        return name == null ? null : PresenceCommands.status(name);
    }

    /** Who a new token belongs to, which must be the same user. */
    CompletableFuture<User> renew(Handshake handshake, String token, User before) {
        if (authenticator == null) {
            return refused(ErrorCode.FORBIDDEN, "guests have no token");
        }
        return authenticate(authenticator, handshake.withAuth(Map.of("token", token)))
                .thenApply(user -> {
                    if (!user.id().equals(before.id())) {
                        throw new ChatException(ErrorCode.FORBIDDEN, "the token belongs to another user");
                    }
                    return checked(new Admission(user, false, null)).user;
                });
    }

    private CompletableFuture<User> authenticate(Authenticator by, Handshake handshake) {
        CompletableFuture<User> result = new CompletableFuture<>();
        Scheduler.Cancellable timer = core.scheduler()
                .schedule(
                        core.limits().time(Limit.AUTHENTICATION_TIMEOUT),
                        () -> result.completeExceptionally(
                                new ChatException(ErrorCode.UNAUTHENTICATED, "the authentication took too long")));
        core.executor().execute(() -> ask(by, handshake, result));
        return result.whenComplete((user, failure) -> timer.cancel());
    }

    private static void ask(Authenticator by, Handshake handshake, CompletableFuture<User> result) {
        try {
            CompletionStage<User> answer = by.authenticate(handshake);
            answer.whenComplete((user, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(refusal(failure));
                } else if (user == null) {
                    result.completeExceptionally(new ChatException(ErrorCode.UNAUTHENTICATED, "not a valid token"));
                } else {
                    result.complete(user);
                }
            });
        } catch (Throwable failure) {
            UncaughtErrors.reportError("the authenticator", failure);
            result.completeExceptionally(refusal(failure));
        }
    }

    private static ChatException refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ChatException refusal) {
            return refusal;
        }
        LOG.debug("authentication refused", cause);
        return new ChatException(ErrorCode.UNAUTHENTICATED, "not a valid token");
    }

    private Admission checked(Admission admission) {
        User user = admission.user;
        Instant end = user.expiresAt();
        if (end != null && !core.scheduler().now().isBefore(end)) {
            throw new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
        }
        if (core.people().isTaken(user.name(), user.id())) {
            throw People.nameTaken();
        }
        return admission;
    }

    private CompletableFuture<Admission> guest(Handshake handshake) {
        try {
            String key = handshake.auth("guestKey", String.class);
            if (key != null && (key.length() < MIN_GUEST_KEY || key.length() > MAX_GUEST_KEY)) {
                throw Payload.bad("guestKey", MIN_GUEST_KEY + " to " + MAX_GUEST_KEY + " characters");
            }
            String id = digest(key == null ? core.ids().next() : key).substring(0, GUEST_ID_DIGITS);
            String asked = handshake.auth("username", String.class);
            String name = asked == null || asked.isBlank()
                    ? "Guest " + id.substring(0, GUEST_NAME_DIGITS)
                    : core.text().displayName(asked);
            User user = User.of(UserId.of(GUEST_PREFIX + id).value(), name).withRoles("guest");
            return CompletableFuture.completedFuture(new Admission(user, true, null));
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static <T> CompletableFuture<T> refused(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new ChatException(code, message));
    }

    /**
     * Who may come in.
     *
     * @param guest whether nobody vouches for the user
     * @param status what the client wants the user's first status to be, or null
     */
    record Admission(User user, boolean guest, @Nullable PresenceStatus status) {

        Admission withStatus(@Nullable PresenceStatus newStatus) {
            return new Admission(user, guest, newStatus);
        }
    }
}
