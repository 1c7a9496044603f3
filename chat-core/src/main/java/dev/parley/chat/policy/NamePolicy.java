package dev.parley.chat.policy;

import java.util.Set;

/**
 * Decides which display names look alike, and which nobody may choose. Used wherever names are compared: for guests,
 * and for the unique and reserved names of {@link dev.parley.chat.ChatEngineBuilder}. Applications that create accounts
 * can apply the same policy.
 *
 * <p>Methods are called concurrently on handler threads and must be fast. Names are normalised beforehand, as {@link
 * dev.parley.model.User} does.
 */
public interface NamePolicy {

    /**
     * The default policy. Names are compared by skeletons as specified by Unicode (UTS 39): compatibility forms (NFKC),
     * case folded, without spaces and invisible characters, and with look-alikes replaced by one prototype, from a
     * table of the look-alikes of ASCII in any script and those among Latin, Cyrillic and Greek.
     *
     * <p>It rejects names that could be mistaken for the server or for everybody ({@code System}, {@code admin}, {@code
     * moderator}, {@code @everyone}, {@code here} and others), names starting with {@code ~}, and words that mix
     * scripts not normally written together: Latin with Cyrillic is rejected, Latin with Han and kana is not.
     */
    NamePolicy DEFAULT = new LookAlikePolicy();

    /**
     * Returns the skeletons of a name. Two names look alike if they share one; a name that can be read in several ways
     * has several.
     *
     * @param name a display name
     * @return at least one skeleton; always the same for the same name
     */
    Set<String> skeletons(String name);

    /**
     * Validates a name that a user chooses. Names assigned by the authenticator are not validated.
     *
     * @param name a display name
     * @throws ChatException with {@link ErrorCode#NAME_RESERVED} or {@link ErrorCode#NAME_INVALID} and a sentence for
     *     the client if the name is not allowed
     */
    void check(String name);
}
