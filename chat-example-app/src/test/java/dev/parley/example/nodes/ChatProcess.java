package dev.parley.example.nodes;

import dev.parley.clients.CommandProcess;
import java.nio.file.Path;
import java.util.List;

/** A {@link ChatNode} that runs. */
final class ChatProcess implements AutoCloseable {

    private final CommandProcess process;
    private final int port;

    private ChatProcess(CommandProcess process) throws Exception {
        this.process = process;
        this.port = process.run(0, "port").asInt();
    }

    static ChatProcess start(String redis, String name, String store) {
        try {
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    ChatNode.class.getName(),
                    redis,
                    name,
                    store);
            Path log = Path.of("target/chat-node.log");
            return new ChatProcess(CommandProcess.of(
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    /** Runs an operation; members of the command are given by turns with their values. */
    void run(String operation, Object... members) throws Exception {
        process.run(0, operation, members);
    }

    void kill() throws Exception {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
