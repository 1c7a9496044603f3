package dev.parley.example.api;

import dev.parley.example.account.Account;
import dev.parley.example.account.Tokens;
import dev.parley.example.file.MessageFiles;
import dev.parley.example.web.Call;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;

/**
 * Shows a browser's requests for files as those of whoever signed in there: pictures and downloads of a page carry no
 * {@code Authorization} header. The cookie goes to files only and is good for nothing else, and a token is no such cookie. It says
 * who asks, not what is allowed. Thread-safe.
 */
public final class FileCookie {

    /** The audience of the tokens in the cookie. */
    public static final String AUDIENCE = "parley-example-files";

    static final String NAME = "parley-files";

    private final Tokens tokens;
    private final Duration lifetime;

    /**
     * A cookie of tokens.
     *
     * @param tokens for {@link #AUDIENCE}
     * @param lifetime how long they are good
     */
    public FileCookie(Tokens tokens, Duration lifetime) {
        this.tokens = tokens;
        this.lifetime = lifetime;
    }

    void set(Call call, Account account) {
        call.answerCookie(cookie(call, tokens.sign(account), Math.max(1, lifetime.toSeconds())));
    }

    void clear(Call call) {
        call.answerCookie(cookie(call, "", 0));
    }

    Optional<Tokens.Proof> read(Call call) {
        return call.cookie(NAME).flatMap(tokens::verify);
    }

    private static HttpCookie cookie(Call call, String value, long seconds) {
        return HttpCookie.build(NAME, value)
                .path(MessageFiles.PATH)
                .maxAge(seconds)
                .httpOnly(true)
                .secure(call.isSecure())
                .sameSite(HttpCookie.SameSite.LAX)
                .build();
    }
}
