package dev.parley.example;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Sources of options that no flag sets: the environment, then a properties file. Empty values count as unset. */
final class OptionSources implements IDefaultValueProvider {

    private static final String CONFIG = "--config";
    private static final String PREFIX = "PARLEY_";

    /** The one option whose variable is named differently. */
    private static final Map<String, String> NAMED_OTHERWISE = Map.of("--admin", "PARLEY_ADMINS");

    private final Map<String, String> environment;
    private final Properties file;

    private OptionSources(Map<String, String> environment, Properties file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Creates the sources.
     *
     * @throws ParameterException if the file cannot be read, or sets an unknown option
     */
    static OptionSources of(CommandLine commandLine, String[] arguments, Map<String, String> environment) {
        String named = fileNamedIn(arguments);
        String path = named != null ? named : environment.getOrDefault(PREFIX + "CONFIG", "");
        Properties properties = new Properties();
        if (!path.isBlank()) {
            read(commandLine, Path.of(path), properties);
            Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
            optionsOf(commandLine.getCommandSpec()).forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                throw new ParameterException(
                        commandLine, path + " sets what is no option: " + String.join(", ", unknown));
            }
        }
        return new OptionSources(environment, properties);
    }

    private static @Nullable String fileNamedIn(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(CONFIG + "=")) {
                return arguments[i].substring(CONFIG.length() + 1);
            }
            if (arguments[i].equals(CONFIG) && i + 1 < arguments.length) {
                return arguments[i + 1];
            }
        }
        return null;
    }

    private static void read(CommandLine commandLine, Path path, Properties properties) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ParameterException(commandLine, "there is no file " + path + " for --config");
        } catch (CharacterCodingException e) {
            throw new ParameterException(commandLine, path + " is not written in UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            throw new ParameterException(commandLine, path + " cannot be read: " + e.getMessage());
        }
    }

    private static Set<String> optionsOf(CommandSpec command) {
        Set<String> names = new TreeSet<>();
        command.options().forEach(option -> {
            if (!option.longestName().equals(CONFIG) && !option.usageHelp() && !option.versionHelp()) {
                names.add(bare(option));
            }
        });
        return names;
    }

    private static String bare(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElse("--")
                .substring(2);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || bare(option).isEmpty()) {
            return null;
        }
        String usual = PREFIX + bare(option).toUpperCase(Locale.ROOT).replace('-', '_');
        String other = NAMED_OTHERWISE.getOrDefault("--" + bare(option), usual);
        for (String value :
                new @Nullable String[] {environment.get(other), environment.get(usual), file.getProperty(bare(option))
                }) {
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }
}
