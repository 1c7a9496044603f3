package dev.parley.sample.springboot;

import dev.parley.chat.ChatEngine;
import dev.parley.model.Notification;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.concurrent.CompletionStage;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Other parts of the business notify users: on all their devices now, and when they come back if they are away. */
@RestController
@RequestMapping("/api/notifications")
class Notifications {

    private final ChatEngine chat;

    Notifications(ChatEngine chat) {
        this.chat = chat;
    }

    record Request(@NotBlank @Size(max = 500) String text) {}

    record Stored(String id) {}

    @PostMapping("/{user}")
    CompletionStage<ResponseEntity<Stored>> send(
            @PathVariable("user") String user, @Valid @RequestBody Request request) {
        return chat.user(user)
                .notify(Notification.of("order", request.text()))
                .thenApply(item -> ResponseEntity.status(HttpStatus.CREATED).body(new Stored(item.id())));
    }
}
