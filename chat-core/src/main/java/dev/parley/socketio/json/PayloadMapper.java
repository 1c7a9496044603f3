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

/** Makes the mapper that reads and writes payloads: no value is turned into one of another kind, and none loses digits. */
public final class PayloadMapper {

    private PayloadMapper() {}

    /**
     * A mapper with Parley's own settings.
     *
     * @param missingAllowed whether what a record demands may be missing
     * @return a new mapper, not to be changed
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
