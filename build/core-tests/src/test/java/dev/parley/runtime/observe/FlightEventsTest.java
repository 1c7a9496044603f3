package dev.parley.runtime.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightEventsTest {

    private static final List<String> NAMES = List.of(
            "dev.parley.SessionOpened",
            "dev.parley.SessionClosed",
            "dev.parley.SlowConsumer",
            "dev.parley.ReadingPaused",
            "dev.parley.SlowHandler",
            "dev.parley.StoreCall");

    @TempDir
    Path folder;

    /** The events that are written while something happens, in order. */
    private List<RecordedEvent> recorded(List<String> names, Runnable work) {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            names.forEach(recording::enable);
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().startsWith("dev.parley."))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> names(List<RecordedEvent> events) {
        return events.stream().map(event -> event.getEventType().getName()).toList();
    }

    @Test
    void recording_ofAServer_hasItsSessionsAndSlowHandlers() {
        ManualScheduler clock = new ManualScheduler();
        SocketServer io = SocketServer.builder()
                .engine(engine -> engine.scheduler(clock))
                .handlerExecutor(Runnable::run)
                .observer(FlightEvents.create())
                .build();
        io.onConnection(socket -> {
            socket.on("fast", event -> clock.advance(FlightEvents.SLOW.minusNanos(1)));
            socket.on("slow", event -> clock.advance(FlightEvents.SLOW));
        });

        List<RecordedEvent> events = recorded(NAMES, () -> {
            try (LocalTransport transport = LocalTransport.of(io)) {
                LocalClient client = LocalClient.connect(transport);
                client.emit("fast");
                client.emit("slow");
                client.drop();
            }
        });
        io.close();

        assertThat(names(events))
                .containsExactly("dev.parley.SessionOpened", "dev.parley.SlowHandler", "dev.parley.SessionClosed");
        RecordedEvent slow = events.get(1);
        assertThat(slow.getString("event")).isEqualTo("slow");
        assertThat(slow.getDuration("time")).isEqualTo(FlightEvents.SLOW);
        assertThat(events.get(2).getString("reason")).isEqualTo("transport close");
        assertThat(events.get(2).getDuration("age"))
                .isEqualTo(FlightEvents.SLOW.multipliedBy(2).minusNanos(1));
    }

    @Test
    void storeCall_slowOrFailed_isWritten() {
        FlightEvents observer = FlightEvents.of(Duration.ofNanos(10));

        List<RecordedEvent> events = recorded(NAMES, () -> {
            observer.storeCalled("append", 9, null);
            observer.storeCalled("append", 10, null);
            observer.storeCalled("head", 1, new IllegalStateException("broken"));
            observer.messagesDropped(3);
            observer.readingPaused("/");
        });

        assertThat(names(events))
                .containsExactly(
                        "dev.parley.StoreCall",
                        "dev.parley.StoreCall",
                        "dev.parley.SlowConsumer",
                        "dev.parley.ReadingPaused");
        assertThat(events.get(0).getDuration("time")).isEqualTo(Duration.ofNanos(10));
        assertThat(events.get(1).getString("failure")).contains("broken");
        assertThat(events.get(2).getInt("messages")).isEqualTo(3);
    }

    @Test
    void broadcast_isWrittenIfTheRecordingAsksForIt() {
        FlightEvents observer = FlightEvents.create();
        Runnable work = () -> {
            observer.emitted("/", 1, 5);
            observer.emitted("/", 2, 5);
        };

        assertThat(recorded(List.of(), work)).isEmpty();
        List<RecordedEvent> events = recorded(List.of("dev.parley.Broadcast"), work);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getInt("recipients")).isEqualTo(2);
        assertThat(events.get(0).getLong("bytes")).isEqualTo(5);
    }

    @Test
    void of_negativeDuration_isRefused() {
        assertThatThrownBy(() -> FlightEvents.of(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
