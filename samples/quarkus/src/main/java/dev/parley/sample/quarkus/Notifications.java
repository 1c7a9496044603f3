package dev.parley.sample.quarkus;

import dev.parley.chat.ChatEngine;
import dev.parley.model.Notification;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.concurrent.CompletionStage;

/** Other parts of the business notify users: on all their devices now, and when they come back if they are away. */
@Path("/api/notifications")
@RolesAllowed("service")
public class Notifications {

    private final ChatEngine chat;

    /**
     * Called by Quarkus.
     *
     * @param chat the engine
     */
    public Notifications(ChatEngine chat) {
        this.chat = chat;
    }

    /**
     * Notifies a user.
     *
     * @param user the user's id
     * @param text the text of the notification
     * @return the id of the notification, once it is stored
     */
    @POST
    @Path("/{user}")
    public CompletionStage<String> send(@PathParam("user") String user, String text) {
        return chat.user(user).notify(Notification.of("order", text)).thenApply(item -> item.id());
    }
}
