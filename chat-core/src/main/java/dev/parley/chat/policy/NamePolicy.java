package dev.parley.chat.policy;

import java.util.Set;

/**
 * Decides which display names look alike, and which nobody may choose. Used wherever names are compared: for guests, for
 * unique and for reserved names of {@link dev.parley.chat.ChatEngineBuilder}. An
 * application that makes accounts asks the same policy.
 *
 * <p>Methods are called on handler threads, by several at a time, and must be quick. Names are normalised before, as
 * {@link dev.parley.model.User} does.
 */
public interface NamePolicy {

    /**
     * The policy that holds unless an application gives its own. Names are compared by skeletons as Unicode describes them (UTS
     * 39): compatibility forms (NFKC), case folded, without spaces and invisible characters, and with one character for all that
     * look like it, after a table of what looks like ASCII in any script and of the look-alikes of Latin, Cyrillic and Greek.
     *
     * <p>Refused are words that clients may take for the server or for everybody ({@code System}, {@code admin},
     * {@code moderator}, {@code @everyone}, {@code here} and others), names that begin with {@code ~}, and words of scripts that
     * are not written together: Latin and Cyrillic are not, Latin, Han and kana are.
     */
    NamePolicy DEFAULT = new LookAlikePolicy();

    /**
     * The forms in which a name is compared. Two names look alike if they have one in common; a name may have several when it
     * can be read in several ways.
     *
     * @param name a display name
     * @return at least one text; the same for the same name
     */
    Set<String> skeletons(String name);

    /**
     * Checks a name that somebody chooses. Names that the authenticator gives are not checked.
     *
     * @param name a display name
     * @throws ChatException with {@link ErrorCode#NAME_RESERVED} or {@link ErrorCode#NAME_INVALID} and a sentence for the client
     *     if nobody may be called so
     */
    void check(String name);
}
