package dev.parley.benchmark;

import dev.parley.benchmark.peer.BareJettyPeer;
import dev.parley.benchmark.peer.ChatPeer;
import dev.parley.benchmark.peer.NettySocketIoPeer;
import dev.parley.benchmark.peer.ParleyPeer;
import dev.parley.benchmark.peer.ParleyTomcatPeer;
import dev.parley.benchmark.peer.ParleyVertxPeer;
import dev.parley.benchmark.peer.RawNioPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server with the same minimal application. */
enum Contestant {
    PARLEY("parley", "Parley on Jetty", true, ParleyPeer.class),
    PARLEY_TOMCAT("parley-tomcat", "Parley in Tomcat 11", true, ParleyTomcatPeer.class),
    PARLEY_VERTX("parley-vertx", "Parley on Vert.x 4.5", true, ParleyVertxPeer.class),
    NODE("node", "Node socket.io 4.8.4", true, null),
    NETTY("netty", "netty-socketio 2.0.14", false, NettySocketIoPeer.class),
    JETTY("jetty", "bare Jetty, one frame a recipient", false, BareJettyPeer.class),
    RAW("raw", "raw NIO, gathered (a ceiling, no protocol)", false, RawNioPeer.class);

    private static final String COMPRESSING = "deflate";

    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(10);
    private static final List<String> JVM_FLAGS =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    /** With this system property set, the JVM servers run without the flags above, with those of the JVM. */
    private static final boolean DEFAULT_FLAGS = Boolean.getBoolean("parley.benchmark.defaultFlags");

    private final String id;
    private final String title;
    private final boolean polling;
    private final @Nullable Class<?> main;

    Contestant(String id, String title, boolean polling, @Nullable Class<?> main) {
        this.id = id;
        this.title = title;
        this.polling = polling;
        this.main = main;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /**
     * Whether it supports polling clients. The budgets have no polling, and netty-socketio 2.0.14 promises keep-alive
     * but closes the connection on the next request.
     */
    boolean speaksPolling() {
        return polling;
    }

    /** The start command of a chat that stores its messages, without pinning; the arguments are those of {@link ChatPeer}. */
    List<String> chatCommand(String... arguments) throws IOException {
        if (this != NODE) {
            return javaCommand(ChatPeer.class, arguments);
        }
        Path application = nodeApplication("node-chat");
        String missing = missing(application);
        if (missing != null) {
            throw new IOException(missing);
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("node", application.resolve("chat.js").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Whether there is a chat for it. */
    boolean chats() {
        return this == PARLEY || this == NODE;
    }

    /** Whether it can compress what it sends. */
    boolean compresses() {
        return this == PARLEY || this == NODE;
    }

    /** The contestants compared by default. */
    static String defaults() {
        return "parley,node,netty,jetty";
    }

    static Contestant of(String id) {
        for (Contestant contestant : values()) {
            if (contestant.id.equals(id)) {
                return contestant;
            }
        }
        throw new IllegalArgumentException("no contestant " + id);
    }

    /** The start command, without pinning. */
    List<String> command(int pingIntervalMillis, boolean compressing) {
        List<String> command = new ArrayList<>();
        if (main == null) {
            command.addAll(List.of(
                    "node",
                    "--expose-gc",
                    nodeApplication("node").resolve("server.js").toString(),
                    "0"));
        } else {
            command.addAll(javaCommand(main));
        }
        command.add(Integer.toString(pingIntervalMillis));
        if (compressing) {
            command.add(COMPRESSING);
        }
        return command;
    }

    /** The start command of a JVM server, with the common flags. */
    static List<String> javaCommand(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlagList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static String jvmFlags() {
        return String.join(" ", jvmFlagList());
    }

    private static List<String> jvmFlagList() {
        List<String> flags = new ArrayList<>(DEFAULT_FLAGS ? JVM_FLAGS.subList(3, JVM_FLAGS.size()) : JVM_FLAGS);
        flags.addAll(Arguments.extraJvmFlags());
        return flags;
    }

    /**
     * Installs dependencies, if missing.
     *
     * @return why it cannot run here, or null if it can
     */
    @Nullable
    String missing() {
        return main == null ? missing(nodeApplication("node")) : null;
    }

    private static @Nullable String missing(Path application) {
        try {
            if (run(List.of("node", "--version"), null) != 0) {
                return "node does not run";
            }
            if (!Files.isDirectory(application.resolve("node_modules"))
                    && run(List.of("npm", "ci", "--no-audit", "--no-fund"), application) != 0) {
                return "npm could not install its packages";
            }
            return null;
        } catch (IOException e) {
            return "node or npm is not installed";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Path nodeApplication(String name) {
        Path inModule = Path.of("peers", name);
        return Files.isDirectory(inModule) ? inModule : Path.of("benchmarks", "peers", name);
    }

    private static int run(List<String> command, @Nullable Path directory) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(INSTALL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return -1;
        }
        return process.exitValue();
    }
}
