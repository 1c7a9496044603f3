package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The metadata that editors show for the properties. */
final class MetadataTest {

    /** Those that have no value unless somebody sets it. */
    private static final List<String> WITHOUT_DEFAULT =
            List.of("parley.recovery.window", "parley.server.host", "parley.store.prefix");

    private static List<JsonNode> properties() throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        for (URL metadata : Collections.list(
                MetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
                    if (property.get("name").asText().startsWith("parley.")) {
                        properties.add(property);
                    }
                }
            }
        }
        return properties;
    }

    @Test
    void properties_haveMetadataWithADescription() throws Exception {
        assertThat(properties())
                .extracting(property -> property.get("name").asText())
                .contains(
                        "parley.enabled",
                        "parley.path",
                        "parley.rooms",
                        "parley.limits",
                        "parley.cors.origins",
                        "parley.recovery.window",
                        "parley.server.mode",
                        "parley.server.port",
                        "parley.store.type",
                        "parley.store.file");
        assertThat(properties())
                .allSatisfy(property -> assertThat(property.path("description").asText())
                        .isNotBlank()
                        .endsWith("."));
    }

    @Test
    void properties_ofTheRecord_haveMetadataEach() throws Exception {
        Set<String> expected = new TreeSet<>();
        names("parley", ParleyProperties.class, expected);

        assertThat(properties())
                .extracting(property -> property.get("name").asText())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Nested records are groups of properties. */
    private static void names(String prefix, Class<?> type, Set<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "."
                    + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                names(name, component.getType(), names);
            } else {
                names.add(name);
            }
        }
    }

    @Test
    void properties_haveADefault_unlessTheyAreOffUntilSet() throws Exception {
        assertThat(properties().stream()
                        .filter(property -> !property.has("defaultValue")
                                && !property.get("type").asText().startsWith("java.util."))
                        .map(property -> property.get("name").asText()))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_DEFAULT);
    }
}
