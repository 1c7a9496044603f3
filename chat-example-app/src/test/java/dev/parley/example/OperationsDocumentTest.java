package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the documents tell operators to write is what the program takes. */
@Tag("any-jdk")
final class OperationsDocumentTest {

    private static final Path OPERATIONS = Path.of("../docs/operations.md");

    /** Options of other programs in the examples. */
    private static final Set<String> OF_OTHERS = Set.of("--system", "--home-dir", "--shell", "--uid", "--time");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"../docs/operations.md", "README.md"})
    void options_andVariables_exist(String document) throws IOException {
        String text = Files.readString(Path.of(document));
        Set<String> options = names(text, "--[a-z][a-z0-9-]+");
        options.removeAll(OF_OTHERS);
        Set<String> known = known(Main.commandLine());

        assertThat(options).isNotEmpty().allMatch(known::contains);
        assertThat(names(text, "PARLEY_[A-Z0-9_]+"))
                .isNotEmpty()
                .allMatch(name -> known.contains("--"
                        + name.substring("PARLEY_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-')));
    }

    @Test
    void everyOptionOfTheServer_isInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(new CommandLine(new ServerOptions()).getCommandSpec().options())
                .filteredOn(option -> !option.usageHelp() && !option.versionHelp())
                .allSatisfy(option -> assertThat(readme)
                        .containsPattern(
                                "--(no-)?" + option.longestName().substring(2).replace("no-", "") + "\\b"));
    }

    @Test
    void commands_areAsTheProgramTakesThem() throws IOException {
        List<String> lines = blocks("sh").stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("chat-example-app.jar ") && line.contains("-jar"))
                .map(line -> line.substring(line.indexOf(".jar ") + 5))
                .toList();

        assertThat(lines).hasSizeGreaterThanOrEqualTo(4);
        for (String line : lines) {
            assertThat(Main.commandLine().parseArgs(line.split(" ")).errors())
                    .as(line)
                    .isEmpty();
        }
    }

    @Test
    void configuration_isTakenWhole() throws IOException {
        String text = blocks("properties").get(0);
        Path file = Files.writeString(folder.resolve("parley.properties"), text);
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        ServerOptions options = new ServerOptions();
        CommandLine commandLine = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
        String[] arguments = {"--config=" + file};
        commandLine.setDefaultValueProvider(OptionSources.of(commandLine, arguments, Map.of()));
        commandLine.parseArgs(arguments);
        List<String> problems = new ArrayList<>();
        options.check(problems::add);

        assertThat(problems).isEmpty();
        assertThat(options.rooms).containsExactly("General", "Help");
        assertThat(options.logFormat).isEqualTo(Logging.Format.JSON);
        assertThat(properties).hasSizeGreaterThan(5);
    }

    private static Set<String> known(CommandLine command) {
        Set<String> names = new TreeSet<>();
        command.getCommandSpec().options().forEach(option -> {
            names.addAll(Arrays.asList(option.names()));
            if (option.negatable()) {
                names.add("--no-" + option.longestName().substring(2));
            }
        });
        command.getSubcommands().values().forEach(each -> names.addAll(known(each)));
        return names;
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile("(?<![\\w-])" + pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(OPERATIONS))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
