package dev.parley.example.nodes;

import dev.parley.clients.CommandProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A {@link ChatNode} that runs, as one of its chats. */
final class ChatProcess implements AutoCloseable {

    private final CommandProcess process;
    private final ChatNode.Kind kind;
    private final int port;

    private ChatProcess(CommandProcess process, ChatNode.Kind kind) throws Exception {
        this.process = process;
        this.kind = kind;
        this.port = process.run(0, "port", "chat", kind).asInt();
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
            CommandProcess process = CommandProcess.of(
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())));
            return new ChatProcess(process, ChatNode.Kind.OPEN);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another chat of the same process. */
    ChatProcess chat(ChatNode.Kind other) throws Exception {
        return new ChatProcess(process, other);
    }

    int port() {
        return port;
    }

    /** Runs an operation; members of the command are given by turns with their values. */
    void run(String operation, Object... members) throws Exception {
        Object[] all = Arrays.copyOf(members, members.length + 2);
        all[members.length] = "chat";
        all[members.length + 1] = kind;
        process.run(0, operation, all);
    }

    void kill() throws Exception {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
