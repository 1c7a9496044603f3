package dev.parley.spring;

import dev.parley.chat.ChatEngineBuilder;

/** Changes the settings of the chat engine behind those of the properties. Beans of this type are called in their order. */
@FunctionalInterface
public interface ChatEngineCustomizer {

    /**
     * Changes the settings.
     *
     * @param builder the engine before it is made
     */
    void customize(ChatEngineBuilder builder);
}
