package dev.parley.chat.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * A value of the wire. Its records are the contract between server and clients: fields stand there in the order of their components, a
 * component that may be null is absent when it has nothing to say. The TypeScript types, the AsyncAPI document and the tables of
 * docs/events.md are made from them.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public interface WireValue {

    /** What a field means, for those who write clients. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Doc {
        String value();
    }

    /** The only texts that a field has. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface OneOf {
        String[] value();
    }
}
