package dev.parley.example.snippets;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.ConnectError;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

final class TokenMiddleware {

    static final SocketKey<String> USER_ID = SocketKey.of("userId", String.class);

    private TokenMiddleware() {}

    static SocketServer create(byte[] secret) {
        SocketServer io = SocketServer.create();
        io.use((socket, next) -> {
            Optional<String> userId = userId(socket.handshake().auth("token", String.class), secret);
            if (userId.isPresent()) {
                socket.set(USER_ID, userId.get());
                next.proceed();
            } else {
                next.refuse(new ConnectError("Authentication error"));
            }
        });
        io.onConnection(socket -> socket.onRequest("whoami", event -> socket.get(USER_ID)));
        return io;
    }

    private static Optional<String> userId(@Nullable String token, byte[] secret) {
        try {
            SignedJWT jwt = SignedJWT.parse(token == null ? "" : token);
            boolean signed =
                    JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(new MACVerifier(secret));
            boolean valid = signed
                    && jwt.getJWTClaimsSet().getExpirationTime().toInstant().isAfter(Instant.now());
            return valid ? Optional.of(jwt.getJWTClaimsSet().getSubject()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
