package dev.parley.text;

import java.util.HashMap;
import java.util.Map;

/**
 * Look-alike characters. Covers look-alikes of ASCII from any script, of alphabets that are mixed in practice (Latin,
 * Greek, Cyrillic, Armenian, Cherokee, Coptic), and within Arabic and Persian, kana and Han. The pairs are those of
 * Unicode's confusables (UTS 39) that NFKD and case folding do not already unify.
 */
final class Confusables {

    /** Groups separated by spaces; the first character of each is its prototype. */
    private static final String[] GROUPS = {
        "!ǃ\u2D51",
        "\"\u02BAˮ\u02F6\u05F2\u05F4\u1CD3\u201C\u201D\u201F\u3003",
        "%\u066A\u2052",
        "&\uA778",
        "'\u02B9ʻʼʽʾ\u02C8\u02CA\u02CB\u02F4\u055A\u055D\u05D9\u05F3\u07F4\u07F5ᑊᛌ\u2018\u2019\u201B",
        "'\u2032\u2035\uA78C\uD81B\uDF51\uD81B\uDF52",
        "(\u2768\u2772\u3014\uFD3E",
        ")\u2769\u2773\u3015\uFD3F",
        "*\u066D\u204E\u2217\uD800\uDF1F",
        "+\u16ED\u2795\uD800\uDE9B\uD839\uDEE9",
        ",\u060D\u066B\u201A\uA4F9",
        "-\u02D7\u06D4\u2010\u2012\u2013\u2043\u2212\u2796\u2CBA\u2CBB",
        ".\u0660\u06F0\u0701\u0702\uA4F8\uA60E\uD802\uDE50\uD834\uDD6D",
        "/\u1735\u2041\u2044\u2215\u2571\u27CB\u29F8\u2CC6\u2CC7\u3033\u30CE\u31D3\u4E3F\uD834\uDE3A",
        "2ƧϨᒿ\uA644\uA6EF\uA75A\uD833\uDCF2",
        "3ƷȜЗӠ३૩\u2C9C\u2CC4\u2CCC\uA76A\uA7AB\uD806\uDCCA\uD81B\uDF3B\uD833\uDCF3\uD834\uDE06",
        "4Ꮞ\uD806\uDCAF\uD833\uDCF4",
        "5Ƽ\uD806\uDCBB\uD833\uDCF5",
        "6ϬбᏮ\u2CD2\u2CD3\u2CDC\uD806\uDCD5\uD833\uDCF6",
        "7\uD801\uDCD2\uD806\uDCC6\uD833\uDCF7\uD834\uDE12",
        "8Ȣȣ৪੪\u0B03\uD800\uDF1A\uD833\uDCF8\uD83A\uDCCB",
        "9৭੧୨൭\u2CCA\u2CCB\uA76E\uD806\uDCAC\uD806\uDCCC\uD806\uDCD6\uD833\uDCF9",
        ":ː\u02F8\u0589\u05C3\u0703\u0704\u0903\u0A83\u16EC\u1803\u1809\u205A\u2236\uA4FD\uA789",
        ":\uD807\uDDD9",
        "<\u02C2ᐸᚲ\u2039\u276E\uD834\uDE36",
        "=\u1400\u2E40\u30A0\uA4FF",
        ">\u02C3ᐳ\u203A\u276F\uD81B\uDF3F\uD834\uDE37",
        "?ɁʔॽᎮ\uA6EB",
        "\\\u2216\u27CD\u29F5\u29F9\u31D4\u4E36\uD834\uDE0F\uD834\uDE3B",
        "^\u02C4\u02C6",
        "_\u07FA",
        "aɑΑαАаᎪᗅ\u237A\uA4EE\uD800\uDEA0\uD81B\uDF40\uD833\uDCD6",
        "bƄΒВЬᏏᏴᑲᖯᗷ\u2C82\uA4D0\uA7B4\uD800\uDE82\uD800\uDEA1\uD800\uDF01\uD81B\uDEB6\uD833\uDCD7",
        "cСсငၚᏟᴄ\u2CA4\u2CA5\uA4DA\uABAF\uD800\uDEA2\uD800\uDF02\uD801\uDC15\uD801\uDC3D\uD801\uDD1C",
        "c\uD806\uDCE9\uD806\uDCF2\uD833\uDCD8\uD83D\uDF4C",
        "dԁᎠᏧᑯᗞᗪ\uA4D2\uA4D3\uD833\uDCD9",
        "eΕЕеҽᎬ\u212E\u22FF\u2D39\uA4F0\uAB32\uD800\uDE86\uD806\uDCA6\uD806\uDCAE\uD833\uDCDA",
        "fƒϜքᖴẝ\uA4DD\uA798\uA799\uAB35\uD800\uDE87\uD800\uDEA5\uD801\uDD25\uD806\uDCA2\uD806\uDCC2",
        "f\uD833\uDCDB\uD834\uDE13",
        "gƍɡԌցᏀᏳᶃ\uA4D6\uD833\uDCDC",
        "hΗНһհᎻᏂᕼ\u2C8E\uA4E7\uD800\uDECF\uD833\uDCDD",
        "iɩɪιіւᎥ\u2373\u2C93\uA647\uAB75\uD806\uDCC3",
        "jͿϳЈјᎫᒍ\uA4D9\uA7B2\uD833\uDCDF",
        "kΚКᏦᛕ\u2C94\uA4D7\uD801\uDD18\uD833\uDCE0",
        "lƖǀΙІӀӏ\u05C0\u05D5\u05DF\u0627\u0661\u06F1\u07CAᏞᒪᛁ\u2223\u23FD\u2C92\u2CD0\u2D4F\uA4E1",
        "l\uA4F2\uD800\uDE8A\uD800\uDF09\uD800\uDF20\uD801\uDC1B\uD801\uDD26\uD806\uDCA3\uD806\uDCB2",
        "l\uD807\uDDDA\uD807\uDDE1\uD81B\uDEAA\uD81B\uDF16\uD81B\uDF28\uD833\uDCDE\uD833\uDCE1",
        "l\uD833\uDCF1\uD834\uDE2A\uD83A\uDCC7",
        "mΜϺМᎷᗰᛖ\u2C98\uA4DF\uD800\uDEB0\uD800\uDF11\uD805\uDF00\uD806\uDCE3\uD833\uDCE2",
        "nΝոռ\u2C9A\uA4E0\uD801\uDD13\uD833\uDCE3",
        "oΟοσϭОоՕօ\u05E1\u0647\u0665\u06BE\u06C1\u06D5\u06F5\u07C0०০੦૦ଠ୦௦\u0C02౦\u0C82೦\u0D02ഠ൦\u0D82๐",
        "o໐ဝ၀ჿዐ០ᴏᴑ\u2C9E\u2C9F\u2D54\u3007\uA4F3\uAB3D\uD800\uDE92\uD800\uDEAB\uD801\uDC04\uD801\uDC2C",
        "o\uD801\uDCC2\uD801\uDCEA\uD801\uDD16\uD805\uDCD0\uD806\uDCB5\uD806\uDCC8\uD806\uDCD7",
        "o\uD806\uDCE0\uD807\uDDE0\uD833\uDCE4\uD833\uDCF0",
        "pþƿΡρϸРрᏢᑭ\u2374\u2CA2\u2CA3\u2CCE\u2CCF\uA4D1\uD800\uDE95\uD833\uDCE5",
        "qԛգզ\u2D55\uD833\uDCE6",
        "rƦгᎡᏒᖇᴦ\u2C85\uA4E3\uAB47\uAB48\uAB81\uD801\uDCB4\uD81B\uDF35\uD833\uDCE7\uD834\uDE16",
        "sƽЅѕՏടᏕᏚ\uA4E2\uA731\uABAA\uD800\uDE96\uD801\uDC20\uD801\uDC48\uD806\uDCC1\uD81B\uDF3A",
        "s\uD833\uDCE8",
        "tΤТᎢ\u22A4\u27D9\u2CA6\uA4D4\uD800\uDE97\uD800\uDEB1\uD800\uDF15\uD806\uDCBC\uD81B\uDF0A",
        "t\uD833\uDCE9\uD83D\uDF68",
        "uʋυՍսሀᑌᴜ\u222A\u22C3\uA4F4\uA79F\uAB4E\uAB52\uD801\uDCCE\uD801\uDCF6\uD806\uDCB8\uD806\uDCD8",
        "u\uD81B\uDF42\uD833\uDCEA",
        "vνѴѵ\u05D8\u0667\u06F7Ꮩᐯᴠ\u2228\u22C1\u2D38\uA4E6\uA6DF\uABA9\uD801\uDD1D\uD805\uDF06",
        "v\uD806\uDCA0\uD806\uDCC0\uD81B\uDF08\uD833\uDCEB\uD834\uDE0D",
        "wɯшѡԜԝաᎳᏔᴡ\u2CBD\uA4EA\uAB83\uD805\uDF0A\uD805\uDF0E\uD805\uDF0F\uD806\uDCE6\uD806\uDCEF",
        "w\uD833\uDCEC",
        "x\u00D7ΧХхᕁᕽ\u166D\u166Eᚷ\u2573\u292B\u292C\u2A2F\u2CAC\u2D5D\uA4EB\uA7B3\uD800\uDE90",
        "x\uD800\uDEB4\uD800\uDF17\uD800\uDF22\uD801\uDD27\uD806\uDCEC\uD833\uDCED",
        "yɣʏΥγУуҮүყᎩᎽᶌỿ\u2CA8\u2CA9\uA4EC\uAB5A\uD800\uDEB2\uD806\uDCA4\uD806\uDCDC\uD81B\uDF43",
        "y\uD833\uDCEE",
        "zΖᏃᴢ\uA4DC\uAB93\uD800\uDEF5\uD806\uDCA9\uD806\uDCC4\uD806\uDCE5\uD833\uDCEF",
        "{\u2774\uD834\uDD14",
        "}\u2775",
        "~\u2053\u223C",
        "ÞϷ ßβᏰẞ\uA7B5\uA7D6 ĸκкᴋ\u2C95\uABB6 ƅь\uAB9F ƆϽↃ ƏӘ ƐԐᏋ ƨϩᴤ\uA645 ƩΣ ƫᎿ ǝəә ǶԊ",
        "ȝʒӡჳ\u2CC5\u2CCD\uA76B ȷյ ɂ\uAB7E ɅΛЛ\uA7DA ɋᶐ ɔͻᴐↄ ɜзᴈ ɢԍᏻ\uAB90 ɰպ ɴ\u2C9B",
        "ɸφф\u2CAB\u2CE0\u2CE1 ʀ\uAB71\uABA2 ʃ\uAB4D ʌᴧ\u2C97 ʍмᴍ\u2C99\uAB87 ʓ\u2C9D ʘ\uA668 ʙвᏼ\u2C83",
        "ʚ\uA79D ʜн\u2C8F\uAB8B ʟ\u2CD1\uABAE ΓГᎱ\u2C84 Δ\u2C86 Ξ\u2CB6 ΠП\u2CA0 ΦФՓ\u2CAA ΨѰ\u2CAE",
        "λ\u2C96\uA7DB πпᴨ\u2CA1 ςϛ\u2C8B χ\u2CAD\uAB53\uAB55 ψѱ\u2CAF ω\u2CB1\uA64D\uA7B7 ϗ\u2CE4",
        "ϼ\u2CC1 ͶИ ϤЧ Ш\u2CBC лᴫ ϥч љ\uAB60 ѠᏇ ҶӋ ҷӌ Ք\u2CC0 ᴀ\uAB7A ᴅ\uAB70 ᴇ\uAB7C ᴊ\uAB7B ͷиᴎ",
        "ᴘᴩ\uABB2 яᴙ τтᴛ\u2CA7\uAB72 δծẟ\u2CDD \u2C6B\u2C8C \u2C6C\u2C8D ͰᎨᎰ\u2C75 \u2C76\uAB80",
        "\u2CB0\uA64C\uA7B6 \uA727\uA795 Ͽ\uA73E ͽ\uA73F \uA779\uA77A Ⴀ\uA786 Є\u2C88\uA792",
        "ɛεєԑ\u2C89\uA793\uAB9B ʕ\uA7CE\uA7CF \uA7D2\uA7D3 \uA7D4\uA7D5 \u064A\u06CC\u0649",
        "\u0643\u06A9\u06AA \u0629\u06C3 \u0641\u06A7 \u06AF\u08B0 \u0662\u06F2 \u0663\u06F3 \u0664\u06F4",
        "\u0666\u06F6 \u0668\u06F8 \u0669\u06F9 へヘ ニ二 イ亻 ハ八 カ力 ト卜 ロ口囗 タ夕 エ工 ー一 土士 戶戸 晚晩 値值",
    };

    private static final Map<Integer, Integer> PROTOTYPES = prototypes();

    private Confusables() {}

    /** The prototype of a character's look-alike group. */
    static int prototype(int codePoint) {
        return PROTOTYPES.getOrDefault(codePoint, codePoint);
    }

    private static Map<Integer, Integer> prototypes() {
        Map<Integer, Integer> prototypes = new HashMap<>();
        for (String row : GROUPS) {
            for (String group : row.split(" ")) {
                int prototype = group.codePointAt(0);
                group.codePoints().skip(1).forEach(alike -> prototypes.put(alike, prototype));
            }
        }
        return prototypes;
    }
}
