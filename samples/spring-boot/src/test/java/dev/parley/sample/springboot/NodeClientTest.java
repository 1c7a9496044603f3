package dev.parley.sample.springboot;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeClientTest {

    @TempDir
    Path folder;

    @Test
    void people_ofSpringSecurity_chatAndAreNotified() throws Exception {
        try (RunningApplication application = RunningApplication.start()) {
            NodeClient.useTheApplication(application.url(), folder);
        }
    }
}
