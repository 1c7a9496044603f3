package dev.parley.chat.session;

import dev.parley.chat.command.PresenceCommands;
import dev.parley.chat.command.Revocations;
import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Identity;
import dev.parley.chat.shared.Reservations;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.time.Scheduler;
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

/** Authenticates connections. Stateless. */
public final class Authentication {

    static final String GUEST_PREFIX = "guest-";

    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final int MIN_GUEST_KEY = 16;
    private static final int MAX_GUEST_KEY = 256;
    private static final int GUEST_ID_DIGITS = 20;
    private static final int GUEST_NAME_DIGITS = 5;

    private final ChatContext context;
    private final @Nullable Authenticator authenticator;
    private final boolean guests;
    private final Revocations revocations;

    public Authentication(
            ChatContext context, @Nullable Authenticator authenticator, boolean guests, Revocations revocations) {
        this.context = context;
        this.revocations = revocations;
        this.authenticator = authenticator;
        this.guests = guests;
    }

    /** Authenticates a handshake; fails with a {@link ChatException}. */
    CompletableFuture<Identity> identify(Handshake handshake) {
        boolean withToken = handshake.auth("token", Object.class) != null;
        CompletableFuture<Identity> identity;
        boolean named = withToken || handshake.principal() != null;
        if (authenticator != null && (named || !guests)) {
            identity = authenticate(authenticator, handshake)
                    .thenCompose(revocations::check)
                    .thenApply(user -> new Identity(user, false, null));
        } else if (guests && !withToken) {
            identity = guest(handshake);
        } else {
            identity = refused(ErrorCode.UNAUTHENTICATED, "a token is asked for");
        }
        return identity.thenApply(known -> checked(known).withStatus(status(handshake)));
    }

    private static @Nullable PresenceStatus status(Handshake handshake) {
        String name = handshake.auth("status", String.class);
        return name == null ? null : PresenceCommands.status(name);
    }

    /** Whether a connection that was authenticated before may stay, as far as is known here. */
    boolean isRevoked(User user) {
        return revocations.isRevoked(user);
    }

    /** Authenticates a renewed token, which must be for the same user. */
    CompletableFuture<User> renew(Handshake handshake, String token, User before) {
        if (authenticator == null) {
            return refused(ErrorCode.FORBIDDEN, "guests have no token");
        }
        return authenticate(authenticator, handshake.withAuth(Map.of("token", token)))
                .thenCompose(revocations::check)
                .thenApply(user -> {
                    if (!user.id().equals(before.id())) {
                        throw new ChatException(ErrorCode.FORBIDDEN, "the token belongs to another user");
                    }
                    return checked(new Identity(user, false, null)).user();
                });
    }

    private CompletableFuture<User> authenticate(Authenticator by, Handshake handshake) {
        CompletableFuture<User> result = new CompletableFuture<>();
        Scheduler.Cancellable timer = context.scheduler()
                .schedule(
                        context.limits().time(Limit.AUTHENTICATION_TIMEOUT),
                        () -> result.completeExceptionally(
                                new ChatException(ErrorCode.UNAUTHENTICATED, "the authentication took too long")));
        context.executor().execute(() -> ask(by, handshake, result));
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

    private Identity checked(Identity identity) {
        User user = identity.user();
        Instant end = user.expiresAt();
        if (end != null && !context.scheduler().now().isBefore(end)) {
            throw new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
        }
        if (context.people().isTaken(user.name(), user.id())) {
            throw Reservations.nameTaken();
        }
        return identity;
    }

    private CompletableFuture<Identity> guest(Handshake handshake) {
        try {
            String key = handshake.auth("guestKey", String.class);
            if (key != null && (key.length() < MIN_GUEST_KEY || key.length() > MAX_GUEST_KEY)) {
                throw Payload.bad("guestKey", MIN_GUEST_KEY + " to " + MAX_GUEST_KEY + " characters");
            }
            String id = digest(key == null ? context.ids().next() : key).substring(0, GUEST_ID_DIGITS);
            String asked = handshake.auth("username", String.class);
            String name = asked == null || asked.isBlank()
                    ? "Guest " + id.substring(0, GUEST_NAME_DIGITS)
                    : context.text().displayName(asked);
            User user = User.of(UserId.of(GUEST_PREFIX + id).value(), name).withRoles("guest");
            return CompletableFuture.completedFuture(new Identity(user, true, null));
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
}
