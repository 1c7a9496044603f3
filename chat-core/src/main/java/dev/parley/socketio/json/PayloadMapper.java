package dev.parley.socketio.json;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Creates the mapper for payloads: no value is coerced to a different kind, and no digits are lost. */
public final class PayloadMapper {

    private PayloadMapper() {}

    /**
     * Creates a mapper with Parley's own settings.
     *
     * @param missingAllowed whether required components of records may be missing
     * @return a new mapper, not to be modified
     */
    public static ObjectMapper create(boolean missingAllowed) {
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .withCoercionConfigDefaults(refused -> {
                    for (CoercionInputShape shape : CoercionInputShape.values()) {
                        refused.setCoercion(shape, CoercionAction.Fail);
                    }
                })
                .addModule(PayloadTypes.module())
                .addModule(OptionalTypes.module());
        if (!missingAllowed) {
            builder.annotationIntrospector(
                    AnnotationIntrospector.pair(new RequiredComponents(), new JacksonAnnotationIntrospector()));
        }
        return builder.build();
    }
}
