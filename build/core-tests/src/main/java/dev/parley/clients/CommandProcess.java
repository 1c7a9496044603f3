package dev.parley.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that takes commands and gives answers as lines of JSON; the answer 0 says that it has started. */
public final class CommandProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT_SECONDS = 300;

    private final Process process;
    private final BufferedWriter commands;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();

    private CommandProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        answers.put(0, new CompletableFuture<>());
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Thread reading = new Thread(this::readAnswers, "answers of a process");
        reading.setDaemon(true);
        reading.start();
    }

    /** Waits until it has started. */
    public static CommandProcess of(ProcessBuilder builder) throws Exception {
        CommandProcess started = new CommandProcess(builder.start());
        started.answer(0);
        return started;
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode answer = JSON.readTree(line);
                CompletableFuture<JsonNode> waiting =
                        answers.get(answer.get("id").intValue());
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
        } catch (IOException ended) {
            // As below.
        }
        answers.values()
                .forEach(waiting -> waiting.completeExceptionally(new IllegalStateException("the process has ended")));
    }

    /** Begins an operation of one of the servers; members of the command are given by turns with their values. */
    public int begin(int server, String operation, Object... members) throws IOException {
        int id = lastId.incrementAndGet();
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", id);
        command.put("server", server);
        command.put("op", operation);
        for (int i = 0; i < members.length; i += 2) {
            command.put((String) members[i], members[i + 1]);
        }
        answers.put(id, new CompletableFuture<>());
        synchronized (commands) {
            commands.write(JSON.writeValueAsString(command));
            commands.newLine();
            commands.flush();
        }
        return id;
    }

    /** What came of an operation. */
    public JsonNode answer(int id) throws Exception {
        JsonNode answer = answers.getOrDefault(id, new CompletableFuture<>()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        answers.remove(id);
        assertTrue(!answer.has("failure"), answer::toString);
        return answer.path("value");
    }

    public JsonNode run(int server, String operation, Object... members) throws Exception {
        return answer(begin(server, operation, members));
    }

    /** Stops it where it is, or lets it go on. */
    public void signal(String signal) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertTrue(code == 0, "kill -" + signal);
    }

    /** Ends it at once. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
