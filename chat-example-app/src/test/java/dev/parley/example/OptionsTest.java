package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

@Tag("any-jdk")
final class OptionsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--upload-bytes=-1",
                "--upload-bytes=0",
                "--upload-bytes=8XB",
                "--upload-bytes=",
                "--upload-bytes=9999999TB",
                "--upload-bytes=2GB",
                "--uploads-user-bytes=-5",
                "--uploads-total-bytes=x",
                "--exports-total-bytes=0",
                "--rooms=",
                "--rooms=Java,,Python",
                "--rooms= ",
                "--token-lifetime=soon",
                "--token-lifetime=1x",
                "--token-lifetime=",
                "--token-lifetime=-1h",
                "--token-lifetime=59s",
                "--token-lifetime=367d",
                "--token-lifetime=PT",
                "--token-lifetime=PT99999999999999999H",
                "--cluster=localhost:6379",
                "--cluster=http://localhost:6379",
                "--port=x",
                "--port=-1",
                "--port=65536",
                "--port=99999999999",
                "--accept-queue=0",
                "--accept-queue=65536",
                "--proxy-hops=0",
                "--requests-per-minute=0",
                "--attempts-per-minute=-1",
                "--account-attempts-per-minute=0",
                "--cors=chat.example.org",
                "--cors=https://chat.example.org/path",
                "--store=paper",
                "--store=mysql://bob:secret@host/db",
                "--admin-token=short",
                "--tls-key-store=/no/such/file",
                "--log-level=loud",
                "--log-format=xml",
                "--guests=perhaps",
                "--colour=blue",
                "--config=/no/such/file"
            })
    void value_thatCannotBe_isRefusedInASentence(String argument) {
        Console said = Console.run(argument, "--data=" + folder.resolve("none"));

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err().lines().toList()).hasSizeBetween(2, 3);
        assertThat(said.err())
                .contains(argument.substring(0, argument.indexOf('=')))
                .doesNotContain("Exception", "secret")
                .endsWith("Try --help." + System.lineSeparator());
        assertThat(said.out()).isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void rooms_ofMoreThan64Characters_areRefused() {
        assertThat(problems("--rooms=" + "x".repeat(64))).isEmpty();
        assertThat(problems("--rooms=" + "x".repeat(65)))
                .singleElement()
                .asString()
                .contains("--rooms");
    }

    @ParameterizedTest
    @CsvSource({"90s, 90", "30m, 1800", "1h, 3600", "12h, 43200", "7d, 604800", "1h30m, 5400", "PT1H, 3600", "1m, 60"})
    void tokenLifetime_isADurationAsPeopleWriteIt(String text, long seconds) {
        ServerOptions options = TestServer.options("--token-lifetime=" + text);

        assertThat(options.tokenLifetime).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(problems("--token-lifetime=" + text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "8000000, 8000000", "8MB, 8000000", "8MiB, 8388608", "3k, 3000", "1 GB, 1000000000", "5b, 5"})
    void uploadBytes_isASizeAsPeopleWriteIt(String text, long bytes) {
        assertThat(TestServer.options("--upload-bytes=" + text).uploadBytes).isEqualTo(bytes);
    }

    @Test
    void flag_winsOverTheEnvironment_andThatOverTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("parley.properties"), "port = 1001\nhost = file\nrooms = A,B\nguests = false\n");
        ServerOptions options = parsed(
                Map.of("PARLEY_CONFIG", file.toString(), "PARLEY_PORT", "1002", "PARLEY_HOST", "environment"),
                "--port=1003");

        assertThat(options.port).isEqualTo(1003);
        assertThat(options.host).isEqualTo("environment");
        assertThat(options.rooms).containsExactly("A", "B");
        assertThat(options.guests).isFalse();
        assertThat(options.registration).isTrue();
    }

    @Test
    void config_asTwoArguments_isReadToo() throws IOException {
        Path file = Files.writeString(folder.resolve("parley.properties"), "port = 1001\n# a comment\nadmin = Ann\n");

        ServerOptions options = parsed(Map.of(), "--config", file.toString());

        assertThat(options.port).isEqualTo(1001);
        assertThat(options.admins).containsExactly("Ann");
    }

    @Test
    void config_withWhatIsNoOption_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("parley.properties"), "port = 1001\ncolour = blue\n");

        assertThatThrownBy(() -> parsed(Map.of(), "--config=" + file))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("colour");
    }

    @Test
    void config_notInUtf8_isRefused() throws IOException {
        Path file = Files.write(folder.resolve("parley.properties"), new byte[] {'h', 'o', 's', 't', '=', (byte) 0xff});

        assertThatThrownBy(() -> parsed(Map.of(), "--config=" + file))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void config_badValue_isRefusedLikeAFlag() throws IOException {
        Path file = Files.writeString(folder.resolve("parley.properties"), "token-lifetime = soon\n");

        Console said = Console.run("--config=" + file);

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("--token-lifetime", "soon");
    }

    private static ServerOptions parsed(Map<String, String> environment, String... arguments) {
        ServerOptions options = new ServerOptions();
        CommandLine commandLine = new CommandLine(options);
        commandLine.setDefaultValueProvider(OptionSources.of(commandLine, arguments, environment));
        commandLine.parseArgs(arguments);
        return options;
    }

    private static List<String> problems(String... arguments) {
        List<String> problems = new ArrayList<>();
        TestServer.options(arguments).check(problems::add);
        return problems;
    }
}
