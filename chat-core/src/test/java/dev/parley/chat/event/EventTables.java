package dev.parley.chat.event;

import java.lang.reflect.RecordComponent;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of docs/events.md: each stands between a comment with the name of its record and one that ends it. */
final class EventTables {

    private static final Pattern TABLE = Pattern.compile("<!-- fields of (\\w+) -->\\n.*?<!-- end -->", Pattern.DOTALL);

    private EventTables() {}

    /** The document with its tables made anew. */
    static String write(String document) {
        return TABLE.matcher(document)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "<!-- fields of " + found.group(1) + " -->\n" + table(found.group(1)) + "<!-- end -->"));
    }

    /** The names of the records that have a table. */
    static java.util.List<String> names(String document) {
        return TABLE.matcher(document)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static String table(String name) {
        Class<?> type = ContractTypes.all().stream()
                .filter(known -> ContractTypes.name(known).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("docs/events.md: there is no record " + name));
        StringBuilder table = new StringBuilder("| field | type | |\n|---|---|---|\n");
        Class<?> base = ContractTypes.base(type);
        if (base != null) {
            table.append("| those of ").append(ContractTypes.name(base)).append(" | | |\n");
        }
        for (RecordComponent field : ContractTypes.fields(type)) {
            table.append("| `").append(field.getName()).append("` | ");
            table.append(TypeScriptTypes.type(field).replace("|", "\\|"));
            table.append(ContractTypes.isOptional(field) ? "?" : "").append(" | ");
            table.append(ContractTypes.doc(field)).append(" |\n");
        }
        return table.toString().replace("|  |", "| |");
    }
}
