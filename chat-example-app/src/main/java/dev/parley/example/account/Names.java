package dev.parley.example.account;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.example.account.AccountException.Reason;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Validates and compares names: the chat's own policy (look-alikes, reserved words), plus the rules for accounts. */
final class Names {

    private static final Set<String> OF_THE_SERVER = Set.of("system", "server", "parley");

    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\u061c\\u200e\\u200f\\u202a-\\u202e" + "\\u2066-\\u2069]");
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    /** Longer texts are not compared, as they are not valid names. */
    private static final int MAX_COMPARED = 1024;

    private Names() {}

    /** Validates a name and returns its display form. */
    static String checked(String name) throws AccountException {
        String shown = Normalizer.normalize(name, Normalizer.Form.NFC).strip();
        long length =
                GRAPHEME.matcher(shown).results().limit(Accounts.MAX_NAME + 1L).count();
        if (length == 0 || length > Accounts.MAX_NAME || shown.length() > 4 * Accounts.MAX_NAME) {
            throw new AccountException(Reason.INVALID, "A name has 1 to " + Accounts.MAX_NAME + " characters.");
        }
        if (UNSEEN.matcher(shown).find()) {
            throw new AccountException(Reason.INVALID, "A name has only characters that can be seen.");
        }
        if (OF_THE_SERVER.contains(key(shown))) {
            throw new AccountException(Reason.TAKEN, "This name is kept for the server.");
        }
        return shown;
    }

    /** Validates a name that a user has chosen, and returns its display form. */
    static String chosen(String name) throws AccountException {
        String shown = checked(name);
        try {
            NamePolicy.DEFAULT.check(shown);
        } catch (ChatException e) {
            Reason reason = e.code() == ErrorCode.NAME_RESERVED ? Reason.TAKEN : Reason.INVALID;
            throw new AccountException(reason, sentence(String.valueOf(e.getMessage())));
        }
        return shown;
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
    }

    /** Names that share one of these look alike. */
    static Set<String> skeletons(String name) {
        return NamePolicy.DEFAULT.skeletons(name);
    }

    /** Returns a key that is equal for names of the same account. */
    static String key(String name) {
        String compared = name.length() > MAX_COMPARED ? name.substring(0, MAX_COMPARED) : name;
        return Normalizer.normalize(compared, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }
}
