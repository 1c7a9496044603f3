package dev.parley.spring;

import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.model.User;
import dev.parley.socketio.handshake.Handshake;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/**
 * The user whom the filters of Spring Security authenticated: its name is the id, its roles are the authorities, except those that
 * Spring Security adds to say how somebody signed in.
 */
final class PrincipalAuthenticator implements Authenticator {

    private static final String ROLE = "ROLE_";

    @Override
    public CompletionStage<User> authenticate(Handshake handshake) {
        if (handshake.principal() instanceof Authentication known
                && known.isAuthenticated()
                && !(known instanceof AnonymousAuthenticationToken)) {
            return CompletableFuture.completedStage(User.of(known.getName(), known.getName())
                    .withRoles(known.getAuthorities().stream()
                            .filter(authority -> !(authority instanceof FactorGrantedAuthority))
                            .map(GrantedAuthority::getAuthority)
                            .filter(authority -> authority != null && !authority.isEmpty())
                            .map(PrincipalAuthenticator::role)
                            .toArray(String[]::new)));
        }
        return CompletableFuture.failedStage(new ChatException(ErrorCode.UNAUTHENTICATED, "sign in first"));
    }

    private static String role(String authority) {
        return authority.startsWith(ROLE) ? authority.substring(ROLE.length()) : authority;
    }
}
